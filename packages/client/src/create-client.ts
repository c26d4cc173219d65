import type { Job, Results, SubmitJobRequest } from './api-types.ts';
import type { WireRequest } from './connection.ts';
import { drawKey } from './draw-key.ts';
import { jobPath } from './job-path.ts';
import { type ClientOptions, createBase } from './options.ts';
import { withRetries } from './retries.ts';
import { type SubmittedItem, submitMany } from './submit-many.ts';
import { type WaitOptions, waitForJob } from './wait-for-job.ts';

/** The names of what can be looked for. */
export type ProfileName = keyof Results;

/** A job whose result is shaped by its profile. */
export type JobOf<P extends ProfileName> = Omit<Job, 'result'> & { readonly result: Results[P] | null };

/** What is submitted; the profile is the client's. */
export type Submission = Omit<SubmitJobRequest, 'profile'>;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface SubmitOptions extends CallOptions {
  /** Names this submit for 24 hours, however often it is sent: one that is sent again makes no second job. */
  readonly idempotencyKey?: string | undefined;
}

/** Every method fails with a ProblemError, or with the reason of its signal. */
export interface SetsClient<P extends ProfileName = 'workout'> {
  /** Submits a link, or the text of a share sheet around one. What is known comes back `done`. */
  submit(request: Submission, options?: SubmitOptions): Promise<JobOf<P>>;
  /** Submits any number of links, each for itself, and gives what became of each in its place. */
  submitMany(requests: readonly Submission[], options?: SubmitOptions): Promise<SubmittedItem<JobOf<P>>[]>;
  get(id: string, options?: CallOptions): Promise<JobOf<P>>;
  /** The job once it has ended, however it ended: see its `result` and `error`. */
  wait(job: JobOf<P> | string, options?: WaitOptions<JobOf<P>>): Promise<JobOf<P>>;
  /** Ends a live job. One that others wait for too goes on, and `job_shared` says so. */
  cancel(job: JobOf<P> | string, options?: CallOptions): Promise<JobOf<P>>;
}

export interface SetsClientOptions<P extends ProfileName> extends ClientOptions {
  /** What to look for; a workout unless given. */
  readonly profile?: P | undefined;
}

const idOf = (job: { readonly id: string } | string): string => (typeof job === 'string' ? job : job.id);

export function createClient<P extends ProfileName = 'workout'>(options: SetsClientOptions<P>): SetsClient<P> {
  const base = createBase(options);
  const { connection, random } = base;
  const profile = options.profile === undefined ? {} : { profile: options.profile };
  const ask = <T>(request: WireRequest): Promise<T> =>
    withRetries(base, request.signal, async () => (await connection.ask(request)) as T);
  return {
    submit: (request, { signal, idempotencyKey = drawKey(random) } = {}) =>
      ask({
        ...{ method: 'POST', path: '/v1/jobs', signal },
        headers: { 'idempotency-key': idempotencyKey },
        body: { ...request, ...profile },
      }),
    submitMany: (requests, { signal, idempotencyKey = drawKey(random) } = {}) =>
      submitMany(
        ask,
        requests.map((request) => ({ ...request, ...profile })),
        { signal, idempotencyKey },
      ),
    get: (id, { signal } = {}) => ask({ method: 'GET', path: jobPath(id), signal }),
    wait: (job, waiting = {}) => waitForJob(base, job, waiting),
    cancel: (job, { signal } = {}) => ask({ method: 'POST', path: jobPath(idOf(job), '/cancel'), signal }),
  };
}
