import { createSingleFlight } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { decode, isStorageUnavailable, MalformedDocumentError } from '@sets/store-kit';
import { LRUCache } from 'lru-cache';
import type { CallersContext } from '../callers-context.ts';
import { type KeyDocument, keyDocumentSchema, keyPath } from './key-document.ts';

/** A revoked key opens nothing on any instance after this long. */
export const KEY_FRESH_MS = 30_000;
/** From this age on a known key is looked up again beside the request that comes with it, so that none waits for it. */
const LOOK_AGAIN_MS = 20_000;
/** How long a known key goes on opening while the store does not answer. */
export const KEPT_THROUGH_OUTAGE_MS = 15 * 60_000;
/** Keys kept in memory, known and unknown ones apart, so that guesses push no known key out. */
const MAX_KNOWN = 10_000;
const MAX_UNKNOWN = 10_000;
/** Well-formed keys that nobody knows may cost so many reads a second, whoever sends them. */
const LOOK_UPS_PER_S = 50;

interface Known {
  readonly document: KeyDocument;
  readonly readAtMs: number;
}

export interface KeyDirectory {
  /**
   * The document of a key id, from memory or the store; null when there is none. What it says of validity is the
   * reader's to judge.
   *
   * @throws ProblemError `storage_unavailable` for a key that is not known well enough while the store is away;
   * `rate_limited` when too many unknown keys are tried
   */
  find(id: string): Promise<KeyDocument | null>;
  /** What memory says, when that needs no look: a key known for a short while, or just now known to be nobody's (`null`). */
  remembered(id: string): KeyDocument | null | undefined;
  /** Drops what is known of a key that this instance has changed itself. */
  forget(id: string): void;
}

/** Keys as the store holds them, through a small memory whose age is bounded. */
export function createKeyDirectory({ documents, clock, logger }: CallersContext): KeyDirectory {
  const known = new LRUCache<string, Known>({ max: MAX_KNOWN });
  /** Until when an id is taken for nobody's. */
  const unknown = new LRUCache<string, number>({ max: MAX_UNKNOWN });
  const looks = createSingleFlight<string, KeyDocument | null>();
  const spend = createLookUpBudget(() => clock.monotonic());

  /** Grows with each change of a key that this instance has made itself. */
  let changes = 0;

  /** Not what was read before a change of ours, which would be taken for true long after it. */
  async function readUnchanged(id: string): Promise<{ document: KeyDocument | null; readAtMs: number }> {
    for (;;) {
      // From the begin of the read: a key that is revoked during it may still be read as it was.
      const readAtMs = clock.monotonic();
      const before = changes;
      const document = readable(await documents.read(keyPath(id)));
      if (before === changes) {
        return { document, readAtMs };
      }
    }
  }

  async function look(id: string): Promise<KeyDocument | null> {
    const { document, readAtMs } = await readUnchanged(id);
    if (document === null) {
      known.delete(id);
      unknown.set(id, readAtMs + KEY_FRESH_MS);
    } else {
      unknown.delete(id);
      known.set(id, { document, readAtMs });
    }
    return document;
  }

  function readable(reading: Parameters<typeof decode>[0]): KeyDocument | null {
    try {
      return decode(reading, keyDocumentSchema);
    } catch (error) {
      if (!(error instanceof MalformedDocumentError)) {
        throw error;
      }
      logger.error('A stored API key cannot be read and opens nothing', { error });
      return null;
    }
  }

  const ageOf = ({ readAtMs }: Known): number => clock.monotonic() - readAtMs;

  function lookBeside(id: string): void {
    looks
      .run(id, () => look(id))
      .catch((error: unknown) => {
        logger.debug('A known API key could not be looked up again', { key_id: id, error });
      });
  }

  function remembered(id: string): KeyDocument | null | undefined {
    const found = known.get(id);
    if (found !== undefined) {
      const age = ageOf(found);
      if (age >= LOOK_AGAIN_MS && age < KEY_FRESH_MS) {
        lookBeside(id);
      }
      return age < KEY_FRESH_MS ? found.document : undefined;
    }
    const until = unknown.get(id);
    return until !== undefined && clock.monotonic() < until ? null : undefined;
  }

  /** The last word on a known key while the store is away, if it is not too old. */
  function keptThroughOutage(id: string): KeyDocument | null {
    const found = known.get(id);
    return found !== undefined && ageOf(found) < KEPT_THROUGH_OUTAGE_MS ? found.document : null;
  }

  return {
    remembered,
    async find(id) {
      const fresh = remembered(id);
      if (fresh !== undefined) {
        return fresh;
      }
      const kept = keptThroughOutage(id);
      if (kept !== null && documents.seemsOut()) {
        lookBeside(id);
        return kept;
      }
      if (!known.has(id) && looks.underway(id) === undefined) {
        spend();
      }
      try {
        return await looks.run(id, () => look(id));
      } catch (error) {
        if (isStorageUnavailable(error) && kept !== null) {
          return kept;
        }
        throw error;
      }
    },
    forget(id) {
      changes += 1;
      known.delete(id);
      unknown.delete(id);
    },
  };
}

/**
 * Counts look-ups by the second.
 *
 * @throws ProblemError `rate_limited` beyond what one second may cost
 */
function createLookUpBudget(nowMs: () => number): () => void {
  let second = Number.NaN;
  let spent = 0;
  return () => {
    const current = Math.floor(nowMs() / 1_000);
    spent = current === second ? spent + 1 : 1;
    second = current;
    if (spent > LOOK_UPS_PER_S) {
      throw new ProblemError('rate_limited', { retryAfterS: 1 });
    }
  };
}
