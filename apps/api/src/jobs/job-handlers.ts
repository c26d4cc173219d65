import { type Job, ProblemError } from '@sets/contract';
import { type Jobs, toJob } from '@sets/jobs';
import { formatTraceparent, JsonText } from '@sets/service-kit';
import type { ApiHandlers } from '../http/api-handlers.ts';
import { etagOf, isKnown } from '../http/conditional.ts';
import { type AcceptJobDeps, acceptJob } from './accept-job.ts';
import type { JobWaiter } from './job-waiter.ts';
import { preferredWaitS } from './prefer-wait.ts';

export interface JobHandlersDeps extends AcceptJobDeps {
  readonly store: { readonly jobs: Pick<Jobs, 'submit' | 'get' | 'cancel'> };
  readonly waiter: JobWaiter;
}

export function jobHandlers(deps: JobHandlersDeps): ApiHandlers<'submitJob' | 'getJob' | 'cancelJob'> {
  const { store, waiter } = deps;
  return {
    async submitJob(request) {
      const { body, headers, caller, trace } = request;
      const accepted = await acceptJob(deps, { request: body, caller, trace: formatTraceparent(trace) });
      const waitS = preferredWaitS(headers.prefer);
      if (accepted instanceof JsonText) {
        return { status: 200, headers: waitedFor(waitS), body: accepted };
      }
      const { job, applied } =
        waitS === 0 ? { job: accepted, applied: false } : await waiter.wait(accepted, waitS, request.signal);
      const waited = applied ? waitedFor(waitS) : {};
      return job.done
        ? { status: 200, headers: waited, body: job }
        : { status: 202, headers: { ...waited, ...askAgain(job), Location: job.links.self }, body: job };
    },

    async getJob({ params, headers }) {
      const found = await store.jobs.get(params.id);
      if (found === null) {
        throw new ProblemError('job_not_found');
      }
      const etag = etagOf(`${found.job.id}:${found.version}`);
      const caching = { 'Cache-Control': 'private, no-cache', ETag: etag };
      if (isKnown(etag, headers['if-none-match'])) {
        return { status: 304, headers: caching };
      }
      const job = toJob(found.job, { servedFrom: 'new', metadata: found.job.metadata });
      return { status: 200, headers: { ...caching, ...askAgain(job) }, body: job };
    },

    async cancelJob({ params, caller }) {
      const { job } = await store.jobs.cancel(params.id, { caller: caller.id, operate: false });
      return { status: 200, body: toJob(job, { servedFrom: 'new', metadata: job.metadata }) };
    },
  };
}

const waitedFor = (seconds: number): { 'Preference-Applied'?: string } =>
  seconds === 0 ? {} : { 'Preference-Applied': `wait=${seconds}` };

const askAgain = (job: Job): { 'Retry-After'?: string } =>
  job.done ? {} : { 'Retry-After': String(Math.max(1, Math.round(job.poll_after_ms / 1_000))) };
