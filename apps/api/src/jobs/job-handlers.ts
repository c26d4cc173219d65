import { type Job, ProblemError } from '@sets/contract';
import {
  bodyOfView,
  decodeCursor,
  encodeCursor,
  type Jobs,
  type JobView,
  type JobViews,
  versionOfView,
} from '@sets/jobs';
import { type Caller, formatTraceparent, JsonText } from '@sets/service-kit';
import type { ApiHandlers } from '../http/api-handlers.ts';
import { etagOf, isKnown } from '../http/conditional.ts';
import { acceptJob } from './accept-job.ts';
import { idempotentRequest } from './idempotent-request.ts';
import { isNamed } from './is-named.ts';
import type { JobWaiter } from './job-waiter.ts';
import { preferredWaitS } from './prefer-wait.ts';
import { type SubmitBatchDeps, submitBatch } from './submit-batch.ts';

export interface JobHandlersDeps extends SubmitBatchDeps {
  readonly store: {
    readonly jobs: Pick<Jobs, 'submit' | 'beginBatch'>;
    readonly views: Pick<JobViews, 'read' | 'list' | 'cancel' | 'delete'>;
  };
  readonly waiter: JobWaiter;
  /**
   * Counts what a body asks for beyond the request itself.
   *
   * @throws ProblemError when it is more than the caller may ask for now
   */
  readonly charge: (caller: Caller, requests: number) => Promise<void>;
}

type Submits = 'submitJob' | 'submitJobs';
type Reads = 'getJob' | 'listJobs';
type Ends = 'cancelJob' | 'deleteJob';

export const jobHandlers = (deps: JobHandlersDeps): ApiHandlers<Submits | Reads | Ends> => ({
  ...submits(deps),
  ...reads(deps),
  ...ends(deps),
});

function submits(deps: JobHandlersDeps): ApiHandlers<Submits> {
  return {
    async submitJob(request) {
      const { body, headers, caller, trace } = request;
      const wanted = withDeadline(body, headers['cancel-after']);
      const key = headers['idempotency-key'];
      const accepted = await acceptJob(deps, {
        ...{ caller, request: wanted, trace: formatTraceparent(trace) },
        idempotency: key === undefined ? undefined : idempotentRequest(caller, key, wanted),
      });
      const waitS = preferredWaitS(headers.prefer);
      if (accepted instanceof JsonText) {
        return { status: 200, headers: waitedFor(waitS), body: accepted };
      }
      const { job, applied } =
        waitS === 0 ? { job: accepted.job, applied: false } : await deps.waiter.wait(accepted, waitS, request.signal);
      const said = { ...(applied ? waitedFor(waitS) : {}), ...(accepted.replayed ? REPLAYED : {}) };
      return job.done
        ? { status: 200, headers: said, body: job }
        : { status: 202, headers: { ...said, ...askAgain(job), Location: job.links.self }, body: job };
    },
    async submitJobs({ body, headers, caller, trace }) {
      await deps.charge(caller, body.jobs.length - 1);
      const requests = body.jobs.map((one) => withDeadline(one, headers['cancel-after']));
      const key = headers['idempotency-key'];
      const { items, replayed } = await submitBatch(deps, {
        submissions: requests.map((request) => ({ request, caller, trace: formatTraceparent(trace) })),
        idempotency: key === undefined ? undefined : idempotentRequest(caller, key, requests),
      });
      return { status: 200, headers: replayed ? REPLAYED : {}, body: { items: [...items] } };
    },
  };
}

const REPLAYED = { 'Idempotency-Replayed': 'true' };

/** The earlier of both ways to wish for an end. */
function withDeadline<T extends { readonly deadline_s?: number | undefined }>(
  request: T,
  afterS: number | undefined,
): T {
  return afterS === undefined ? request : { ...request, deadline_s: Math.min(afterS, request.deadline_s ?? afterS) };
}

function reads({ store }: JobHandlersDeps): ApiHandlers<Reads> {
  return {
    async getJob({ params, headers, caller }) {
      const view = await store.views.read(params.id, caller.id);
      if (view === null) {
        throw new ProblemError('job_not_found');
      }
      const etag = etagOf(versionOfView(view));
      const caching = { 'Cache-Control': 'private, no-cache', ETag: etag };
      if (isKnown(etag, headers['if-none-match'])) {
        return { status: 304, headers: caching };
      }
      const job = bodyOfView(view);
      return { status: 200, headers: { ...caching, ...askAgain(job) }, body: job };
    },
    async listJobs({ query: { status, limit, cursor }, caller }) {
      if (!isNamed(caller)) {
        throw new ProblemError('forbidden', { detail: 'Only callers with a name of their own have a list.' });
      }
      const { views, next } = await store.views.list({
        ...{ caller: caller.id, limit },
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { after: decodeCursor(cursor) }),
      });
      return { status: 200, body: { jobs: views.map(bodyOfView), next: next === null ? null : encodeCursor(next) } };
    },
  };
}

function ends({ store }: JobHandlersDeps): ApiHandlers<Ends> {
  return {
    async cancelJob({ params, caller }) {
      const view: JobView = await store.views.cancel(params.id, caller.id);
      return { status: 200, body: bodyOfView(view) };
    },
    async deleteJob({ params, caller }) {
      await store.views.delete(params.id, caller.id);
      return { status: 204 };
    },
  };
}

const waitedFor = (seconds: number): { 'Preference-Applied'?: string } =>
  seconds === 0 ? {} : { 'Preference-Applied': `wait=${seconds}` };

const askAgain = (job: Job): { 'Retry-After'?: string } =>
  job.done ? {} : { 'Retry-After': String(Math.max(1, Math.round(job.poll_after_ms / 1_000))) };
