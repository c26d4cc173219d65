import { type Job, ProblemError, submitJobRequestSchema } from '@sets/contract';
import { type JobStore, toJob } from '@sets/jobs';
import { formatTraceparent, parseRequest, requestContext } from '@sets/service-kit';
import type { Express, Response } from 'express';
import { answeredNotModified, etagOf } from '../http/conditional.ts';
import { type AcceptJobDeps, acceptJob } from './accept-job.ts';
import type { JobWaiter } from './job-waiter.ts';
import { preferredWaitS } from './prefer-wait.ts';

export interface JobRoutesDeps extends AcceptJobDeps {
  readonly store: Pick<JobStore, 'submitJob' | 'getJob' | 'cancelJob'>;
  readonly waiter: JobWaiter;
}

/** Until callers have keys, all are one. */
const ANONYMOUS = 'anonymous';

export function mountJobRoutes(app: Express, deps: JobRoutesDeps): void {
  app.post('/v1/jobs', async (request, response) => {
    const left = leftBy(response);
    const body = parseRequest(submitJobRequestSchema, request.body ?? {});
    const trace = formatTraceparent(requestContext(response).trace);
    const accepted = await acceptJob(deps, { request: body, caller: ANONYMOUS, trace });
    const waitS = preferredWaitS(request.get('prefer'));
    const { job, applied } = await deps.waiter.wait(accepted, waitS, left);
    if (applied) {
      response.setHeader('Preference-Applied', `wait=${waitS}`);
    }
    response.setHeader('Cache-Control', 'no-store');
    if (!job.done) {
      response.setHeader('Location', job.links.self);
    }
    sendJob(response, job, job.done ? 200 : 202);
  });

  app.post('/v1/jobs/:id/cancel', async (request, response) => {
    const canceled = await deps.store.cancelJob(request.params.id, { caller: ANONYMOUS, operate: false });
    response.setHeader('Cache-Control', 'no-store');
    sendJob(response, toJob(canceled, { servedFrom: 'new', metadata: canceled.job.metadata }), 200);
  });

  app.get('/v1/jobs/:id', async (request, response) => {
    const found = await deps.store.getJob(request.params.id);
    if (found === null) {
      throw new ProblemError('job_not_found');
    }
    const job = toJob(found, { servedFrom: 'new', metadata: found.job.metadata });
    response.setHeader('Cache-Control', 'private, no-cache');
    if (answeredNotModified(request, response, etagOf(`${found.id}:${found.version}`))) {
      return;
    }
    sendJob(response, job, 200);
  });
}

function sendJob(response: Response, job: Job, status: number): void {
  if (!job.done) {
    response.setHeader('Retry-After', String(Math.max(1, Math.round(job.poll_after_ms / 1_000))));
  }
  response.status(status).json(job);
}

/** Aborts when the caller has gone before its answer; only heard of when asked for before anything is awaited. */
function leftBy(response: Response): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}
