import { type Clock, createSingleFlight } from '@sets/clock';
import { type DocumentStore, storedTime } from '@sets/store-kit';
import { BLOCKS, blockDocumentSchema, blockIdOf, type PostRef } from '../documents/block-document.ts';

/** How long after a post was taken down an instance may still take a submit of it. */
export const BLOCKS_KNOWN_MS = 10_000;
/** From then on the next submit looks beside its own read, so that nobody waits where submits are frequent. */
const LOOK_AGAIN_MS = 3_000;
/** A commit that took long bears the time at which it began. */
const OVERLAP_MS = 120_000;

/** The posts that were taken down, as one small query tells that serves every submit. */
export interface BlockList {
  /** @throws ProblemError `storage_unavailable` when nothing younger than 10 s is known and the store does not answer */
  isBlocked(post: PostRef): Promise<boolean>;
  /** What this instance has decided itself it knows at once. */
  note(post: PostRef, isBlocked: boolean): void;
}

/** Costs one query in 3 to 10 s while there are submits that no tier answers, and nothing else. */
export function createBlockList({
  documents,
  clock,
}: {
  readonly documents: Pick<DocumentStore, 'find'>;
  readonly clock: Clock;
}): BlockList {
  const looking = createSingleFlight<'look', void>();
  const blocked = new Map<string, boolean>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let readAtMs = 0;

  async function lookNow(): Promise<void> {
    const beganMs = clock.monotonic();
    const since = storedTime(Math.max(0, readAtMs - OVERLAP_MS));
    const found = await documents.find({ collection: BLOCKS, where: [['at', '>', since]] });
    for (const { id, fields } of found.documents) {
      const parsed = blockDocumentSchema.safeParse(fields);
      if (parsed.success) {
        blocked.set(id, parsed.data.blocked);
      }
    }
    readAtMs = found.readAtMs;
    lookedAtMs = beganMs;
  }

  return {
    note: (post, isBlocked) => void blocked.set(blockIdOf(post), isBlocked),
    async isBlocked(post) {
      const ageMs = clock.monotonic() - lookedAtMs;
      if (ageMs >= LOOK_AGAIN_MS) {
        const look = looking.run('look', lookNow);
        if (ageMs >= BLOCKS_KNOWN_MS) {
          await look;
        } else {
          // The next submit asks again.
          look.catch(() => {});
        }
      }
      return blocked.get(blockIdOf(post)) === true;
    },
  };
}
