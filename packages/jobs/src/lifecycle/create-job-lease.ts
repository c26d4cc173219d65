import { startLoop } from '@sets/clock';
import { runningCharge } from '../documents/charge.ts';
import type { JobDocument } from '../documents/job-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { isFree } from '../protocol/blame.ts';
import { backoffMs, beginning, decideRetry, handBackPatch, outageWaitMs, renewal } from '../protocol/decisions.ts';
import { type Ending, endWithProblem, endWithResult, exhausted } from '../protocol/end-job.ts';
import { failedCallsOf } from '../protocol/failed-calls-of.ts';
import type { JobPatch } from '../protocol/job-patch.ts';
import type { FencedChange } from '../protocol/settle-write.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import { dispatchJob } from './dispatch-job.ts';
import { createFencedWriter, type FencedResult, type FencedWrite } from './fenced-writer.ts';
import { type Findings, type JobLease, LeaseLostError, type LeaseOutcome, type ProgressPatch } from './job-lease.ts';
import { createOwedPreview } from './owed-preview.ts';
import { type Judged, judged } from './waiting-members.ts';

export function createJobLease(context: JobsContext, claimed: JobSnapshot): JobLease {
  const { policy, clock, random, logger, documents } = context;
  const { id, worked_ms: workedBeforeMs } = claimed.job;
  const writer = createFencedWriter(context, claimed);
  const owedPreview = createOwedPreview(context, writer);
  const lost = new AbortController();
  let begunAtLocal = clock.monotonic();
  let modelCalls = claimed.job.model_calls;
  /** Those whose answers were had: an outage gives back the others alone. */
  let paidCalls = modelCalls;
  let findings: Findings = {};
  let pending: ProgressPatch | null = null;
  let merged: Promise<LeaseOutcome> | null = null;
  const renewals = startLoop(renew, {
    clock,
    everyMs: policy.renewEveryMs,
    // Nobody else can write either while Firestore is away; the fence decides when it is back.
    onError: (error) => void logger.warn('A lease could not be renewed', { job_id: id, error }),
  });

  const stopAtDeadline = atDeadline(claimed);

  /** A wish for an early end is kept to the moment, not to the next renewal. */
  function atDeadline({ job, asOfMs }: JobSnapshot): () => void {
    const { asked_deadline_at } = job;
    if (asked_deadline_at === null || asked_deadline_at <= asOfMs) {
      return () => {};
    }
    const check = (): void => {
      renew().catch((error: unknown) => logger.warn('A job could not be ended in time', { job_id: id, error }));
    };
    return clock.schedule(check, asked_deadline_at - asOfMs);
  }

  async function renew(): Promise<void> {
    let isOver = false;
    const result = await write({
      step: 'renew',
      async decide(held, nowMs) {
        const { job, onlyIf } = await judged(context, { job: held, asOfMs: nowMs });
        isOver = onlyIf !== undefined;
        return onlyIf === undefined ? patchOf(nowMs, {}) : endInTime({ ...job, ...spent() }, nowMs, onlyIf);
      },
      patienceMs: policy.leaseMs,
    });
    if (isOver && result.kind === 'written') {
      release();
      lost.abort(new LeaseLostError('ended'));
    }
  }

  /** The job has ended by the wishes of all who wait for it. */
  function endInTime(job: JobDocument, nowMs: number, onlyIf: Judged['onlyIf']): FencedChange {
    const problem = exhausted('job_expired', 'deadline', job.error?.code);
    const { job: patch, results } = endWithProblem(job, 'expired', problem, { nowMs, policy });
    return {
      kind: 'end',
      ending: { job: { ...spent(), ...patch }, results },
      ...(onlyIf === undefined ? {} : { onlyIf }),
    };
  }

  const spent = () => ({ ...kept(), ...owedPreview.markWith({}), model_calls: modelCalls });

  function patchOf(nowMs: number, patch: JobPatch): FencedChange {
    return {
      kind: 'patch',
      leaves: 'running',
      patch: { ...kept(), ...renewal({ nowMs, policy }), ...patch, ...owedPreview.markWith(patch) },
    };
  }

  /** What is stored with every write; what has been spent counts from then on. */
  function kept(): Findings & Partial<Pick<JobDocument, 'charge'>> {
    const { spent } = findings;
    return spent === undefined ? findings : { ...findings, charge: runningCharge(claimed.job.charge, spent) };
  }

  function release(): void {
    stopAtDeadline();
    void renewals.stop();
  }

  async function write({ decide, ...wanted }: FencedWrite): Promise<FencedResult> {
    const result = await writer.write({
      ...wanted,
      decide: async (job, nowMs) => keepLink(job, await decide(job, nowMs)),
    });
    if (result.kind === 'lost' && !lost.signal.aborted) {
      release();
      lost.abort(new LeaseLostError(result.reason));
    }
    return result;
  }

  /** The last write of this owner; no renewal may follow it. */
  async function conclude(step: FencedWrite['step'], decide: FencedWrite['decide']): Promise<FencedResult> {
    release();
    return await write({
      step,
      async decide(job, nowMs) {
        const change = await decide({ ...job, ...spent() }, nowMs);
        if (change.kind === 'patch') {
          return { ...change, patch: { ...spent(), ...change.patch } };
        }
        return { ...change, ending: { ...change.ending, job: { ...spent(), ...change.ending.job } } };
      },
      patienceMs: policy.persistMs,
    });
  }

  void owedPreview.tell();
  return {
    get job() {
      return writer.job;
    },
    lost: lost.signal,
    isLastAttempt: claimed.job.attempt >= policy.maxAttempts,
    budget: () => ({
      modelCalls: Math.max(0, policy.maxModelCalls - modelCalls),
      failedCalls: failedCallsOf(claimed.job.attempt, policy),
      workMs: Math.max(0, policy.maxWorkMs - workedBeforeMs - (clock.monotonic() - begunAtLocal)),
    }),
    begin() {
      begunAtLocal = clock.monotonic();
      return write({
        step: 'progress',
        decide: (job, nowMs) => patchOf(nowMs, beginning(job, { nowMs, policy })),
        patienceMs: policy.persistMs,
      });
    },
    countModelCall(answered) {
      modelCalls += 1;
      paidCalls += answered ? 1 : 0;
    },
    note(found) {
      findings = { ...findings, ...found };
    },
    progress(patch) {
      pending = { ...pending, ...patch };
      merged ??= write({
        step: 'progress',
        decide(_, nowMs) {
          const fields = pending ?? {};
          merged = null;
          return patchOf(nowMs, fields);
        },
        patienceMs: policy.persistMs,
      }).finally(() => void owedPreview.tell());
      return merged;
    },
    async complete(outcome) {
      let ending: Ending | undefined;
      const result = await conclude('complete', (job, nowMs) => {
        ending = endWithResult(job, outcome, { nowMs, policy });
        return { kind: 'end', ending };
      });
      if (result.kind === 'written' && ending?.results.kind === 'value') {
        const { value } = ending.results;
        // Known to stand when it was committed, which was not before it was made.
        await context.cache.replace(writer.job.key, value, value.created_at);
      }
      return result;
    },
    fail(problem) {
      return conclude('fail', (job, nowMs) => ({
        kind: 'end',
        ending: endWithProblem(job, 'failed', problem, { nowMs, policy }),
      }));
    },
    async retry(problem, delayMs, blame = 'post') {
      const { attempt, waits } = writer.job;
      const delay = isFree(blame)
        ? outageWaitMs(waits, delayMs, policy, random)
        : backoffMs(attempt, delayMs, policy, random);
      const setback = { problem, delayMs: delay, blame, paidCalls };
      let ended: 'failed' | 'expired' | null = null;
      const result = await conclude('retry', async (held, nowMs) => {
        const { job, onlyIf } = await judged(context, { job: held, asOfMs: nowMs });
        const decision = decideRetry(job, setback, { nowMs, policy });
        if (decision.kind === 'requeue') {
          ended = null;
          return { kind: 'patch', leaves: 'queued', patch: decision.patch };
        }
        ended = decision.ending.job.status === 'expired' ? 'expired' : 'failed';
        return { kind: 'end', ending: decision.ending, ...(onlyIf === undefined ? {} : { onlyIf }) };
      });
      if (result.kind === 'lost') {
        return result;
      }
      if (ended !== null) {
        return { kind: 'gave_up', status: ended };
      }
      await dispatchJob(context, writer.job, documents.now() + delay);
      await context.crashPoint('retry.after_dispatch');
      return { kind: 'requeued', delayMs: delay };
    },
    async handBack() {
      const result = await conclude('hand_back', (job, nowMs) => ({
        kind: 'patch',
        leaves: 'queued',
        patch: handBackPatch({ ...job, model_calls: claimed.job.model_calls }, { nowMs, policy }),
      }));
      if (result.kind === 'written') {
        await dispatchJob(context, writer.job);
        await context.crashPoint('hand_back.after_dispatch');
      }
      return result;
    },
    release,
  };
}

/** What a worker learns of a post never brings back a link that its caller has deleted meanwhile. */
function keepLink({ source }: JobDocument, change: FencedChange): FencedChange {
  const { submitted_url } = source;
  const kept = (patch: JobPatch): JobPatch =>
    patch.source === undefined ? patch : { ...patch, source: { ...patch.source, submitted_url } };
  return change.kind === 'end'
    ? { ...change, ending: { ...change.ending, job: kept(change.ending.job) } }
    : { ...change, patch: kept(change.patch) };
}
