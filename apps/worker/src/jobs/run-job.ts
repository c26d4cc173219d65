import { ProblemError } from '@sets/contract';
import type { JobLease } from '@sets/jobs';
import { type EndFailedRunDeps, endFailedRun } from './end-failed-run.ts';
import { type ExtractPostDeps, extractPost } from './extract-post.ts';
import type { RunOutcome } from './run-outcome.ts';

export interface RunJobDeps extends ExtractPostDeps, EndFailedRunDeps {}

/**
 * One claimed job: the work within what is left of its time, then one fenced ending. Resolves when the job is ended,
 * requeued, handed back, or no longer ours; rejects only when that could not be stored.
 */
export async function runJob(deps: RunJobDeps, lease: JobLease): Promise<RunOutcome> {
  const work = new AbortController();
  const signal = AbortSignal.any([work.signal, lease.lost, deps.shutdown]);
  const cancelDeadline = deps.clock.schedule(() => work.abort(new ProblemError('job_expired')), lease.budget().workMs);
  try {
    const completed = await lease.complete(await extractPost(deps, lease, signal));
    return completed.kind === 'written' ? 'succeeded' : 'lost';
  } catch (error) {
    return await endFailedRun(deps, lease, error);
  } finally {
    cancelDeadline();
    lease.release();
    // A signal made from one that lives as long as the process is kept, with its listeners, until one of its sources
    // aborts: 1.1 KB a job, measured, and whatever a forgotten listener holds.
    work.abort();
  }
}
