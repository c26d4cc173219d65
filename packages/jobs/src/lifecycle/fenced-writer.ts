import { sleep } from '@sets/clock';
import { isStorageUnavailable, storageUnavailable } from '@sets/store-kit';
import type { JobDocument } from '../documents/job-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { type FencedChange, type LossReason, settleWrite } from '../protocol/settle-write.ts';
import { getJob } from '../read/get-job.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import { commitChange } from './commit-change.ts';

export type FencedResult = { readonly kind: 'written' } | { readonly kind: 'lost'; readonly reason: LossReason };

export interface FencedWrite {
  readonly step: 'progress' | 'renew' | 'complete' | 'fail' | 'retry' | 'hand_back';
  /** Decides on the job as it then is. */
  readonly decide: (job: JobDocument, nowMs: number) => FencedChange | Promise<FencedChange>;
  /** How long it is tried while nobody answers. */
  readonly patienceMs: number;
}

export interface FencedWriter {
  readonly job: JobDocument;
  /**
   * Commits until acknowledged or until the job is seen to be another's.
   *
   * @throws ProblemError `storage_unavailable` when patience has run out
   */
  write(wanted: FencedWrite): Promise<FencedResult>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * The writes of one owner, one after another, each under the precondition that nobody else wrote since. A commit that
 * was refused or of which nobody knows is settled by reading again: our epoch and nonce there mean that the job is
 * still ours.
 */
export function createFencedWriter(context: JobsContext, claimed: JobSnapshot): FencedWriter {
  const { clock, documents, random } = context;
  const { id, epoch, lease } = claimed.job;
  const owner = { epoch, nonce: lease?.nonce };
  let held = claimed;
  let queue: Promise<unknown> = Promise.resolve();
  /** Set once the job was ended or given back. The fence alone would let us write on: nobody else has written since. */
  let over: FencedResult | null = null;

  /** `written`, `lost`, or null when the job is still ours, or when nobody can tell, and the write is due again. */
  async function settle(change: FencedChange): Promise<FencedResult | null> {
    let found: JobSnapshot | null;
    try {
      found = await getJob(context, id);
    } catch (error) {
      if (isStorageUnavailable(error)) {
        return null;
      }
      throw error;
    }
    if (found === null) {
      return { kind: 'lost', reason: 'gone' };
    }
    const verdict = settleWrite(found.job, owner, change);
    if (verdict.kind !== 'lost') {
      held = found;
    }
    return verdict.kind === 'ours' ? null : verdict;
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

  async function write({ step, decide, patienceMs }: FencedWrite): Promise<FencedResult> {
    if (over !== null) {
      return over;
    }
    const giveUpAt = clock.monotonic() + patienceMs;
    for (let round = 0; ; round += 1) {
      const change = await decide(held.job, documents.now());
      const { onlyIf } = change;
      const condition = onlyIf === undefined ? {} : { onlyIf };
      const outcome = await commitChange(context, { step, seen: held, change, ...condition });
      if (outcome.kind === 'applied') {
        held = outcome.after;
        return concluded(change, { kind: 'written' });
      }
      const settled = await settle(change);
      if (settled !== null) {
        return concluded(change, settled);
      }
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** round) * (0.5 + random());
      if (clock.monotonic() + pauseMs > giveUpAt) {
        throw storageUnavailable(new Error(`${step} of ${id} was not acknowledged within ${patienceMs} ms`));
      }
      await sleep(clock, pauseMs);
    }
  }

  return {
    get job() {
      return held.job;
    },
    write(wanted) {
      const result = queue.then(() => write(wanted));
      queue = result.catch(() => {});
      return result;
    },
  };
}
