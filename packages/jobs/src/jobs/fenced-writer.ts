import type { Timestamp } from '@google-cloud/firestore';
import {
  isConflict,
  isStorageUnavailable,
  isTransient,
  readDocument,
  serverNow,
  storageUnavailable,
  withTimeout,
} from '@sets/store-kit';
import type { CrashPoint } from '../crash-points.ts';
import type { JobDocument } from '../documents.ts';
import { applyPatch } from '../protocol/job-patch.ts';
import { type FencedChange, type LossReason, settleWrite } from '../protocol/settle-write.ts';
import { decodeJob, encodeJobPatch } from '../store/codec.ts';
import { addEnding } from '../store/commit-ending.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { jobRef } from '../store/refs.ts';

export type FencedResult = { readonly kind: 'written' } | { readonly kind: 'lost'; readonly reason: LossReason };

export interface FencedWriter {
  readonly job: JobDocument;
  /** Decides on the job as it then is, and commits until acknowledged or until the job is seen to be another's. */
  write(
    step: 'progress' | 'renew' | 'complete' | 'fail' | 'retry' | 'hand_back',
    decide: (job: JobDocument, nowMs: number) => FencedChange,
    patienceMs: number,
  ): Promise<FencedResult>;
}

/**
 * The writes of one owner, one after another, each under the precondition that nobody else wrote since. A lost
 * answer is settled by reading again: our epoch and nonce there mean that the job is still ours.
 */
export function createFencedWriter(
  context: JobsContext,
  id: string,
  claimed: JobDocument,
  claimedAt: Timestamp,
): FencedWriter {
  const { firestore, policy, clock, crashPoint, serverTime } = context;
  const ref = jobRef(firestore, id);
  const nonce = claimed.lease?.nonce;
  let job = claimed;
  let lastUpdateTime = claimedAt;
  let queue: Promise<unknown> = Promise.resolve();
  /** Set once the job was ended or given back. The fence alone would let us write on: nobody else has written since. */
  let over: FencedResult | null = null;

  async function commit(change: FencedChange): Promise<void> {
    const batch = firestore.batch();
    if (change.kind === 'end') {
      addEnding(batch, firestore, id, job.key, change.ending, { lastUpdateTime });
    } else {
      batch.update(ref, encodeJobPatch(change.patch), { lastUpdateTime });
    }
    const [write] = await withTimeout(batch.commit(), policy.storeTimeoutMs, clock);
    if (write !== undefined) {
      lastUpdateTime = write.writeTime;
    }
    serverTime.observe(lastUpdateTime);
    job = applyPatch(job, change.kind === 'end' ? change.ending.job : change.patch, lastUpdateTime.toMillis());
  }

  /** After a conflict or silence: `written`, `lost`, or null when the job is still ours and unchanged by this write. */
  async function settle(change: FencedChange): Promise<FencedResult | null> {
    const snapshot = await readDocument(context, ref);
    const found = decodeJob(snapshot);
    if (found === null || snapshot.updateTime === undefined) {
      return { kind: 'lost', reason: 'gone' };
    }
    const verdict = settleWrite(found, { nonce, epoch: claimed.epoch }, change);
    if (verdict.kind === 'ours') {
      lastUpdateTime = snapshot.updateTime;
      return null;
    }
    if (verdict.kind === 'written') {
      job = found;
    }
    return verdict;
  }

  function concluded(change: FencedChange, result: FencedResult): FencedResult {
    if (result.kind === 'lost') {
      over = result;
    } else if (change.kind === 'end') {
      over = { kind: 'lost', reason: 'ended' };
    } else if (change.leaves === 'queued') {
      over = { kind: 'lost', reason: 'taken' };
    }
    return result;
  }

  async function write(
    step: Parameters<FencedWriter['write']>[0],
    decide: Parameters<FencedWriter['write']>[1],
    patienceMs: number,
  ): Promise<FencedResult> {
    if (over !== null) {
      return over;
    }
    const startedAt = clock.monotonic();
    for (let round = 0; ; round += 1) {
      const change = decide(job, serverNow(context));
      try {
        await crashPoint(`${step}.before_commit` satisfies CrashPoint);
        await commit(change);
        await crashPoint(`${step}.after_commit` satisfies CrashPoint);
        return concluded(change, { kind: 'written' });
      } catch (error) {
        if (!isConflict(error) && !isTransient(error)) {
          throw error;
        }
      }
      try {
        const settled = await settle(change);
        if (settled !== null) {
          return concluded(change, settled);
        }
      } catch (error) {
        if (!isStorageUnavailable(error)) {
          throw error;
        }
      }
      const pauseMs = Math.min(2_000, 50 * 2 ** round) * (0.5 + context.random());
      if (clock.monotonic() - startedAt + pauseMs > patienceMs) {
        throw storageUnavailable(new Error(`${step} of ${id} was not acknowledged within ${patienceMs} ms`));
      }
      await new Promise<void>((resolve) => clock.schedule(resolve, pauseMs));
    }
  }

  return {
    get job() {
      return job;
    },
    write(step, decide, patienceMs) {
      const result = queue.then(() => write(step, decide, patienceMs));
      queue = result.catch(() => {});
      return result;
    },
  };
}
