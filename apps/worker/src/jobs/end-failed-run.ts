import { PROBLEMS, ProblemError } from '@sets/contract';
import { CredentialRefused } from '@sets/genai-pool';
import type { Blame, JobLease } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import { UpstreamOutage } from '@sets/video-source';
import { blameFor } from '../models/blame.ts';
import { DOUBTFUL_WAITS, freeWaits, type OutageWitnesses } from './lone-outage.ts';
import type { RunOutcome } from './run-outcome.ts';

export interface EndFailedRunDeps {
  readonly logger: Logger;
  readonly outages: OutageWitnesses;
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
  return problem.retryable ? await retry(deps.outages, lease, problem) : await fail(lease, problem);
}

function logProblem(logger: Logger, problem: ProblemError): void {
  const fields = { code: problem.code, error: problem.cause ?? problem };
  if (problem.code === 'internal') {
    logger.error('The attempt failed', fields);
  } else {
    logger.info(`The attempt ended with ${problem.code}`, fields);
  }
}

/** What never says anything of the post: its turn has not come, or our own credential is refused. */
const isOurs = ({ code, cause }: ProblemError): boolean => code === 'host_busy' || cause instanceof CredentialRefused;

/**
 * It has asked no model: to look once more costs little, and a chance fault after the outage would end the job. Waits for
 * another outage may be used up: whose own fault it is meets the same problem again.
 */
const isCheap = ({ cause }: ProblemError): boolean => cause instanceof UpstreamOutage;

/** What is not surely the post's own fault is taken for an outage so often, and then for the post's fault after all. */
function toBlame(outages: OutageWitnesses, { job, isLastAttempt }: JobLease, problem: ProblemError): Blame {
  if (isOurs(problem)) {
    return 'nobody';
  }
  const blame = blameFor(problem.cause);
  switch (blame) {
    case 'post':
      return blame;
    case 'in_doubt': {
      const mayWait = job.waits < DOUBTFUL_WAITS;
      if (isCheap(problem) ? mayWait || job.error?.code !== problem.code : mayWait && isLastAttempt) {
        return 'nobody';
      }
      return isLastAttempt ? 'post' : blame;
    }
    case 'outage':
      return job.waits < freeWaits(outages.met(job.key)) ? blame : 'post';
  }
}

/** Whether the job is tried again after `problem`; if not, that is its end. */
export const isTriedAgain = (outages: OutageWitnesses, lease: JobLease, problem: ProblemError): boolean =>
  problem.retryable && (!lease.isLastAttempt || toBlame(outages, lease, problem) !== 'post');

async function retry(outages: OutageWitnesses, lease: JobLease, problem: ProblemError): Promise<RunOutcome> {
  const delayMs = problem.retryAfterS === undefined ? undefined : problem.retryAfterS * 1_000;
  const { kind } = await lease.retry(problem, delayMs, toBlame(outages, lease, problem));
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
