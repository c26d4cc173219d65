import { type CarriedJob, type ProblemCode, ProblemError } from '@sets/contract';
import type { JobLease, Jobs } from '@sets/jobs';
import { type Logger, parseTraceparent, type TraceContext, type Tracer, withLogContext } from '@sets/service-kit';
import type { WorkerHandlers } from '../app.ts';
import type { JobMetrics } from '../jobs/job-metrics.ts';
import type { RunOutcome } from '../jobs/run-outcome.ts';
import type { Slots } from '../jobs/slots.ts';
import { isSuspect, type Suspects } from '../jobs/suspects.ts';

export interface ExtractTaskDeps {
  readonly store: { readonly jobs: Pick<Jobs, 'claim'> };
  readonly slots: Slots;
  readonly suspects: Suspects;
  readonly runJob: (lease: JobLease) => Promise<RunOutcome>;
  readonly metrics: Pick<JobMetrics, 'ended'>;
  readonly owner: string;
  readonly region: string;
  readonly logger: Logger;
  readonly tracer: Pick<Tracer, 'span'>;
  /** True after SIGTERM: what arrives then belongs to another instance. */
  readonly isStopping: () => boolean;
}

/** With these the queue brings the task again. Any other status than 200 slows the whole queue down. */
const GIVEN_BACK: ReadonlySet<ProblemCode> = new Set(['worker_saturated', 'shutting_down', 'storage_unavailable']);

const isGivenBack = (error: unknown): boolean => error instanceof ProblemError && GIVEN_BACK.has(error.code);

/**
 * A push of Cloud Tasks. 200 ends the task, whatever became of the job: retries are new tasks. Only real saturation
 * (429), a shutdown or a store that does not answer (503) give the task back to the queue. What nobody thought of is an
 * error line: the sweeper comes back to the job, and the same push would only meet the same fault.
 */
export function handleExtractTask(deps: ExtractTaskDeps): WorkerHandlers['extract'] {
  return async ({ body, trace: ownTrace }) => {
    if (!body.ok) {
      // A poison task must not circle: it is logged and dropped.
      deps.logger.error('Malformed task', { code: body.problem.code, faults: body.problem.errors });
      return { status: 200, body: { outcome: 'malformed' } };
    }
    if (deps.isStopping()) {
      throw new ProblemError('shutting_down', { retryAfterS: 1 });
    }
    const release = deps.slots.tryAcquire();
    if (release === null) {
      throw new ProblemError('worker_saturated', { retryAfterS: 1 });
    }
    try {
      const { job_id: jobId, trace: told, as_created: asCreated } = body.value;
      const trace = traceOf(told, ownTrace);
      const outcome = await withLogContext({ job_id: jobId, trace }, () =>
        deps.tracer.span('job.attempt', { 'job.id': jobId }, () => workOnce(deps, jobId, asCreated)),
      );
      return { status: 200, body: { outcome } };
    } finally {
      release();
    }
  };
}

/** The payload keeps the submit's trace over all retries; where this push belongs to it, its own span is the nearer. */
function traceOf(told: string | undefined, own: TraceContext): TraceContext {
  const first = parseTraceparent(told);
  return first === null || first.traceId === own.traceId ? own : first;
}

async function workOnce(deps: ExtractTaskDeps, jobId: string, asCreated?: CarriedJob): Promise<string> {
  try {
    return await workOn(deps, jobId, asCreated);
  } catch (error) {
    if (isGivenBack(error)) {
      throw error;
    }
    deps.logger.error('A task met what nobody expected', { error });
    return 'dropped';
  }
}

async function workOn(deps: ExtractTaskDeps, jobId: string, asCreated?: CarriedJob) {
  const { store, runJob, suspects, metrics, owner, region, logger, tracer } = deps;
  const claim = await tracer.span('job.claim', {}, () => store.jobs.claim(jobId, { owner, region, asCreated }));
  if (claim.kind === 'unknown') {
    logger.error('A task names a job that does not exist');
  }
  if (claim.kind === 'malformed') {
    logger.error('A job cannot be read', { error: claim.error });
  }
  if (claim.kind === 'claimed') {
    const { lease } = claim;
    const run = () => runJob(lease);
    const outcome = await (isSuspect(lease) ? suspects.run(lease, run) : run());
    const { finished_at, created_at } = claim.lease.job;
    // Both are the server's times; a job that has not ended is only counted, not measured.
    metrics.ended(outcome, Math.max(0, (finished_at ?? created_at) - created_at) / 1_000);
    // The one line that every attempt leaves under its job's id, however well it went.
    logger.info('A job was worked on', { outcome, attempt: lease.job.attempt, dispatch_no: lease.job.dispatch_no });
  }
  return claim.kind;
}
