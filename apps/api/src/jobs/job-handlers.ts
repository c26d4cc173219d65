import { type Job, ProblemError } from '@sets/contract';
import { type Jobs, toJob } from '@sets/jobs';
import { formatTraceparent } from '@sets/service-kit';
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
    async submitJob({ body, headers, caller, trace, signal }) {
      const accepted = await acceptJob(deps, { request: body, caller, trace: formatTraceparent(trace) });
      const waitS = preferredWaitS(headers.prefer);
      const { job, applied } = await waiter.wait(accepted, waitS, signal);
      const waited = applied ? { 'Preference-Applied': `wait=${waitS}` } : {};
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

const askAgain = (job: Job): { 'Retry-After'?: string } =>
  job.done ? {} : { 'Retry-After': String(Math.max(1, Math.round(job.poll_after_ms / 1_000))) };
