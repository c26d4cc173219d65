import { ProblemError } from '@sets/contract';
import { decodeCursor, encodeCursor, type Jobs, type JobViews } from '@sets/jobs';
import { type Caller, formatTraceparent, JsonText } from '@sets/service-kit';
import type { ApiHandlers } from '../http/api-handlers.ts';
import { isKnown } from '../http/conditional.ts';
import { acceptJob } from './accept-job.ts';
import { idempotentRequest } from './idempotent-request.ts';
import { isNamed } from './is-named.ts';
import { retryAfterOf } from './job-answer.ts';
import type { JobPolls } from './job-polls.ts';
import type { JobStreams } from './job-streams.ts';
import type { JobWaiter } from './job-waiter.ts';
import { preferredWaitS } from './prefer-wait.ts';
import { type SubmitBatchDeps, submitBatch } from './submit-batch.ts';

export interface JobHandlersDeps extends SubmitBatchDeps {
  readonly store: SubmitBatchDeps['store'] & {
    readonly jobs: Pick<Jobs, 'submit' | 'beginBatch'>;
    readonly views: Pick<JobViews, 'list' | 'cancel' | 'delete'>;
  };
  readonly waiter: JobWaiter;
  readonly polls: JobPolls;
  readonly streams: JobStreams;
  /**
   * Counts what a body asks for beyond the request itself.
   *
   * @throws ProblemError when it is more than the caller may ask for now
   */
  readonly charge: (caller: Caller, requests: number) => Promise<void>;
}

type Submits = 'submitJob' | 'submitJobs';
type Reads = 'getJob' | 'followJob' | 'listJobs';
type Ends = 'cancelJob' | 'deleteJob';

export const jobHandlers = (deps: JobHandlersDeps): ApiHandlers<Submits | Reads | Ends> => ({
  ...submits(deps),
  ...reads(deps),
  ...ends(deps),
});

function submits(deps: JobHandlersDeps): ApiHandlers<Submits> {
  return {
    async submitJob(request) {
      const { body, headers, caller, trace, requestId } = request;
      const wanted = withDeadline(body, headers['cancel-after']);
      const key = headers['idempotency-key'];
      const accepted = await acceptJob(deps, {
        ...{ caller, request: wanted, trace: formatTraceparent(trace), requestId },
        idempotency: key === undefined ? undefined : idempotentRequest(caller, key, wanted),
      });
      const waitS = preferredWaitS(headers.prefer);
      if (accepted instanceof JsonText) {
        return { status: 200, headers: waitedFor(waitS), body: accepted };
      }
      const { job, applied } =
        waitS === 0
          ? { job: accepted.job, applied: false }
          : await deps.waiter.wait(accepted, { caller, seconds: waitS, signal: request.signal });
      const said = { ...(applied ? waitedFor(waitS) : {}), ...(accepted.replayed ? REPLAYED : {}) };
      return job.done
        ? { status: 200, headers: said, body: job }
        : { status: 202, headers: { ...said, ...askAgain(retryAfterOf(job)), Location: job.links.self }, body: job };
    },
    async submitJobs({ body, headers, caller, trace, requestId }) {
      await deps.charge(caller, body.jobs.length - 1);
      const requests = body.jobs.map((one) => withDeadline(one, headers['cancel-after']));
      const key = headers['idempotency-key'];
      const { items, replayed } = await submitBatch(deps, {
        submissions: requests.map((request) => ({ request, caller, trace: formatTraceparent(trace), requestId })),
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

function reads({ store, polls, streams, bodyOf }: JobHandlersDeps): ApiHandlers<Reads> {
  return {
    async getJob({ params, headers, caller }) {
      const found = await polls.look(params.id, caller.id);
      if (found === null) {
        throw new ProblemError('job_not_found');
      }
      const { etag, body, retryAfter } = found;
      const caching = { 'Cache-Control': 'private, no-cache', ETag: etag };
      return isKnown(etag, headers['if-none-match'])
        ? { status: 304, headers: caching }
        : { status: 200, headers: { ...caching, ...askAgain(retryAfter) }, body };
    },
    async followJob({ params, headers, caller, signal }) {
      const { stream, cut } = await streams.open({
        ...{ id: params.id, caller, signal },
        lastEventId: headers['last-event-id'],
      });
      return {
        status: 200,
        headers: { 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' },
        ...{ stream, cut },
      };
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
      return { status: 200, body: { jobs: views.map(bodyOf), next: next === null ? null : encodeCursor(next) } };
    },
  };
}

function ends({ store, polls, bodyOf }: JobHandlersDeps): ApiHandlers<Ends> {
  return {
    async cancelJob({ params: { id }, caller }) {
      try {
        return { status: 200, body: bodyOf(await store.views.cancel(id, caller.id)) };
      } finally {
        polls.forget(id, caller.id);
      }
    },
    async deleteJob({ params: { id }, caller }) {
      try {
        await store.views.delete(id, caller.id);
        return { status: 204 };
      } finally {
        polls.forget(id, caller.id);
      }
    },
  };
}

const waitedFor = (seconds: number): { 'Preference-Applied'?: string } =>
  seconds === 0 ? {} : { 'Preference-Applied': `wait=${seconds}` };

const askAgain = (seconds: string | null): { 'Retry-After'?: string } =>
  seconds === null ? {} : { 'Retry-After': seconds };
