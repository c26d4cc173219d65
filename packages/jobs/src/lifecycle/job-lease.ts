import type { JobStage, ProblemError, Source } from '@sets/contract';
import type { JobDocument } from '../documents/job-document.ts';
import type { Blame } from '../protocol/blame.ts';
import type { JobOutcome } from '../protocol/end-job.ts';
import type { LossReason } from '../protocol/settle-write.ts';
import type { FencedResult } from './fenced-writer.ts';

/** The reason of an aborted `lost` signal. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  readonly reason: LossReason;

  constructor(reason: LossReason) {
    super(`the lease is lost: ${reason}`);
    this.reason = reason;
  }
}

export interface ProgressPatch {
  readonly stage?: JobStage;
  /** 0 to 1. */
  readonly progress?: number;
  readonly preview?: Record<string, unknown> | null;
  readonly source?: Source;
}

/** What is worth keeping of an attempt, however it ends. */
export type Findings = Partial<Pick<JobDocument, 'source' | 'usage' | 'spent' | 'timings_ms'>>;

export type LeaseOutcome = FencedResult;
export type RetryOutcome =
  | FencedResult
  | { readonly kind: 'requeued'; readonly delayMs: number }
  | { readonly kind: 'gave_up'; readonly status: 'failed' | 'expired' };

/** What is left of the job's allowance. */
export interface LeaseBudget {
  /** That may cost something. */
  readonly modelCalls: number;
  /** That may fail in this attempt while others are served. */
  readonly failedCalls: number;
  readonly workMs: number;
}

/**
 * One owner's hold on one job. It renews itself until the job is ended, given back or released; `lost` fires when
 * the job turns out to be canceled or another's. Every write is fenced, so a late one changes nothing.
 */
export interface JobLease {
  readonly job: JobDocument;
  /** Aborts with a LeaseLostError. */
  readonly lost: AbortSignal;
  /** One more fault of the post's own ends the job. */
  readonly isLastAttempt: boolean;
  budget(): LeaseBudget;
  /**
   * For a suspect, which is claimed without a stage: its work begins now. Before that the owner's end costs it nothing,
   * and no time counts.
   */
  begin(): Promise<LeaseOutcome>;
  /**
   * Counts a model call that may have cost something; the count is stored when the attempt ends, so that the post does
   * not pay for an owner that vanishes or gives the job back. What was `answered` is paid for and stays counted; a call
   * that was given up is forgotten when it was an outage's.
   */
  countModelCall(answered: boolean): void;
  /** What the attempt has found out and spent so far; stored with the next write, also when that ends the job badly. */
  note(findings: Findings): void;
  /** Calls made while an earlier write is under way are merged into one. */
  progress(patch: ProgressPatch): Promise<LeaseOutcome>;
  complete(outcome: JobOutcome): Promise<LeaseOutcome>;
  /** For good; remembered for a while where the next try would meet the same. */
  fail(problem: ProblemError): Promise<LeaseOutcome>;
  /**
   * Back to the queue after `delayMs` (the upstream's hint) or a jittered backoff; ends the job when an allowance is used
   * up.
   */
  retry(problem: ProblemError, delayMs?: number, blame?: Blame): Promise<RetryOutcome>;
  /** At shutdown: another worker may have it at once, and the attempt does not count. */
  handBack(): Promise<LeaseOutcome>;
  /** Stops renewing without a write. Safe to call at any time. */
  release(): void;
}
