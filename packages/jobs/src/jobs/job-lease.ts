import type { Timestamp } from '@google-cloud/firestore';
import type { JobStage, ProblemError, Source } from '@sets/contract';
import { serverNow } from '@sets/store-kit';
import type { JobDocument } from '../documents.ts';
import { backoffMs, decideRetry, handBackPatch, renewal } from '../protocol/decisions.ts';
import { type Ending, endWithProblem, endWithResult, type JobOutcome } from '../protocol/end-job.ts';
import type { JobPatch } from '../protocol/job-patch.ts';
import type { FencedChange, LossReason } from '../protocol/settle-write.ts';
import { dispatchJob } from '../store/dispatch-job.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { createFencedWriter, type FencedResult } from './fenced-writer.ts';

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
export type Findings = Partial<Pick<JobDocument, 'source' | 'usage' | 'timings_ms'>>;

export type LeaseOutcome = FencedResult;
export type RetryOutcome =
  | FencedResult
  | { readonly kind: 'requeued'; readonly delayMs: number }
  | { readonly kind: 'gave_up'; readonly status: 'failed' | 'expired' };

/** What is left of the job's allowance. */
export interface LeaseBudget {
  readonly modelCalls: number;
  readonly workMs: number;
}

/**
 * One owner's hold on one job. It renews itself until the job is ended, given back or released; `lost` fires when
 * the job turns out to be canceled or another's. Every write is fenced, so a late one changes nothing.
 */
export interface JobLease {
  readonly id: string;
  readonly job: JobDocument;
  /** Aborts with a LeaseLostError. */
  readonly lost: AbortSignal;
  budget(): LeaseBudget;
  /** Counts a model call that may have cost something; the count is stored with the next write. */
  countModelCall(): void;
  /** What the attempt has found out and spent so far; stored with the next write, also when that ends the job badly. */
  note(findings: Findings): void;
  /** Calls made while an earlier write is under way are merged into one. */
  progress(patch: ProgressPatch): Promise<LeaseOutcome>;
  complete(outcome: JobOutcome): Promise<LeaseOutcome>;
  /** For good; remembered for a while where the next try would meet the same. */
  fail(problem: ProblemError): Promise<LeaseOutcome>;
  /** Back to the queue after `delayMs` (the upstream's hint) or a jittered backoff; ends the job when its allowance is used up. */
  retry(problem: ProblemError, delayMs?: number): Promise<RetryOutcome>;
  /** At shutdown: another worker may have it at once, and the attempt does not count. */
  handBack(): Promise<LeaseOutcome>;
  /** Stops renewing without a write. Safe to call at any time. */
  release(): void;
}

export function createJobLease(context: JobsContext, id: string, claimed: JobDocument, claimedAt: Timestamp): JobLease {
  const { policy, clock, random, logger } = context;
  const writer = createFencedWriter(context, id, claimed, claimedAt);
  const lost = new AbortController();
  const claimedAtLocal = clock.monotonic();
  let modelCalls = claimed.model_calls;
  let findings: Findings = {};
  let pending: ProgressPatch | null = null;
  let merged: Promise<LeaseOutcome> | null = null;
  let over = false;
  let cancelRenewal = scheduleRenewal();

  function scheduleRenewal(): () => void {
    return clock.schedule(() => void renew(), policy.renewEveryMs);
  }

  async function renew(): Promise<void> {
    if (over) {
      return;
    }
    try {
      await write('renew', (_, nowMs) => patchOf(nowMs, {}), policy.leaseMs);
    } catch (error) {
      // Nobody else can write either while Firestore is away; the fence decides when it is back.
      logger.warn('A lease could not be renewed', { job_id: id, error });
    }
    if (!over) {
      cancelRenewal = scheduleRenewal();
    }
  }

  function patchOf(nowMs: number, patch: JobPatch): FencedChange {
    return {
      kind: 'patch',
      leaves: 'running',
      patch: { ...findings, ...patch, ...renewal(nowMs, policy), model_calls: modelCalls },
    };
  }

  function release(): void {
    over = true;
    cancelRenewal();
  }

  async function write(...args: Parameters<typeof writer.write>): Promise<FencedResult> {
    const result = await writer.write(...args);
    if (result.kind === 'lost' && !lost.signal.aborted) {
      release();
      lost.abort(new LeaseLostError(result.reason));
    }
    return result;
  }

  /** The last write of this owner; no renewal may follow it. */
  async function conclude(
    step: 'complete' | 'fail' | 'retry' | 'hand_back',
    decide: (job: JobDocument, nowMs: number) => FencedChange,
  ): Promise<FencedResult> {
    release();
    const spent = { ...findings, model_calls: modelCalls };
    return await write(
      step,
      (job, nowMs) => {
        const change = decide({ ...job, ...spent }, nowMs);
        if (change.kind === 'patch') {
          return { ...change, patch: { ...spent, ...change.patch } };
        }
        return { ...change, ending: { ...change.ending, job: { ...spent, ...change.ending.job } } };
      },
      policy.persistMs,
    );
  }

  return {
    id,
    get job() {
      return writer.job;
    },
    lost: lost.signal,
    budget: () => ({
      modelCalls: Math.max(0, policy.maxModelCalls - modelCalls),
      workMs: Math.max(0, policy.maxWorkMs - claimed.worked_ms - (clock.monotonic() - claimedAtLocal)),
    }),
    countModelCall() {
      modelCalls += 1;
    },
    note(found) {
      findings = { ...findings, ...found };
    },
    progress(patch) {
      pending = { ...pending, ...patch };
      merged ??= write(
        'progress',
        (_, nowMs) => {
          const fields = pending ?? {};
          merged = null;
          return patchOf(nowMs, fields);
        },
        policy.persistMs,
      );
      return merged;
    },
    async complete(outcome) {
      let ending: Ending | undefined;
      const result = await conclude('complete', (job, nowMs) => {
        ending = endWithResult(id, job, outcome, nowMs, policy);
        return { kind: 'end', ending };
      });
      if (result.kind === 'written' && ending?.results.kind === 'value') {
        await context.cache.replace(writer.job.key, ending.results.value, serverNow(context));
      }
      return result;
    },
    fail(problem) {
      return conclude('fail', (job, nowMs) => ({
        kind: 'end',
        ending: endWithProblem(id, job, 'failed', problem, nowMs, policy),
      }));
    },
    async retry(problem, delayMs) {
      const delay = backoffMs(writer.job.attempt, delayMs, policy, random);
      let ended: 'failed' | 'expired' | null = null;
      const result = await conclude('retry', (job, nowMs) => {
        const decision = decideRetry(id, job, problem, delay, nowMs, policy);
        if (decision.kind === 'requeue') {
          return { kind: 'patch', leaves: 'queued', patch: decision.patch };
        }
        ended = decision.ending.job.status === 'expired' ? 'expired' : 'failed';
        return { kind: 'end', ending: decision.ending };
      });
      if (result.kind === 'lost') {
        return result;
      }
      if (ended !== null) {
        return { kind: 'gave_up', status: ended };
      }
      await dispatchJob(context, { id, job: writer.job }, serverNow(context) + delay);
      await context.crashPoint('retry.after_dispatch');
      return { kind: 'requeued', delayMs: delay };
    },
    async handBack() {
      const result = await conclude('hand_back', (job, nowMs) => ({
        kind: 'patch',
        leaves: 'queued',
        patch: handBackPatch(job, nowMs, policy),
      }));
      if (result.kind === 'written') {
        await dispatchJob(context, { id, job: writer.job });
        await context.crashPoint('hand_back.after_dispatch');
      }
      return result;
    },
    release,
  };
}
