import { PROBLEMS, ProblemError } from '@sets/contract';
import { AllEndpointsUnavailable, CredentialRefused, DeadlineExceeded } from '@sets/genai-pool';
import type { JobLease } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import { UpstreamOutage } from '@sets/video-source';
import type { RunOutcome } from './run-outcome.ts';

export interface EndFailedRunDeps {
  readonly logger: Logger;
  /** Whether this instance is being stopped and hands its jobs back. */
  readonly shutdown: AbortSignal;
}

/** Stores what the failure of a run means for its job: nothing, a hand-back, another attempt, or the end. */
export async function endFailedRun(deps: EndFailedRunDeps, lease: JobLease, error: unknown): Promise<RunOutcome> {
  if (lease.lost.aborted) {
    deps.logger.info('The job is no longer ours; its work was stopped', { error: lease.lost.reason });
    return 'lost';
  }
  if (deps.shutdown.aborted) {
    const handed = await lease.handBack();
    return handed.kind === 'written' ? 'handed_back' : 'lost';
  }
  const problem = error instanceof ProblemError ? error : new ProblemError('internal', { cause: error });
  logProblem(deps.logger, problem);
  return problem.retryable ? await retry(lease, problem) : await fail(lease, problem);
}

function logProblem(logger: Logger, problem: ProblemError): void {
  const fields = { code: problem.code, error: problem.cause ?? problem };
  if (problem.code === 'internal') {
    logger.error('The attempt failed', fields);
  } else {
    logger.info(`The attempt ended with ${problem.code}`, fields);
  }
}

/**
 * What says nothing of the post: its turn has not come, nobody was served meanwhile, by whatever failed, or our own
 * credential is refused.
 */
function isOutage({ code, cause }: ProblemError): boolean {
  if (code === 'host_busy') {
    return true;
  }
  if (cause instanceof AllEndpointsUnavailable || cause instanceof DeadlineExceeded) {
    return !cause.othersAnswered;
  }
  return cause instanceof CredentialRefused || cause instanceof UpstreamOutage;
}

async function retry(lease: JobLease, problem: ProblemError): Promise<RunOutcome> {
  const delayMs = problem.retryAfterS === undefined ? undefined : problem.retryAfterS * 1_000;
  const { kind } = await lease.retry(problem, delayMs, isOutage(problem));
  if (kind === 'requeued') {
    return 'requeued';
  }
  return kind === 'gave_up' ? 'failed' : 'lost';
}

async function fail(lease: JobLease, problem: ProblemError): Promise<RunOutcome> {
  const { kind } = await lease.fail(problem);
  if (kind !== 'written') {
    return 'lost';
  }
  return PROBLEMS[problem.code].status < 500 ? 'declined' : 'failed';
}
