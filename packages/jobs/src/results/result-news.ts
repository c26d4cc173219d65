import { type Clock, createSingleFlight } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import {
  type DocumentStore,
  isStorageUnavailable,
  MalformedDocumentError,
  type Reading,
  storedTime,
} from '@sets/store-kit';
import { decodeResult } from '../documents/codec.ts';
import { INVALIDATIONS_KEPT_MS, invalidationDocumentSchema } from '../documents/invalidation-document.ts';
import { INVALIDATIONS, RESULTS } from '../documents/paths.ts';
import type { ResultValue } from '../documents/result-document.ts';

/** How long after an operator took a value away an instance may still serve it: what operators are promised. */
export const INVALIDATION_MS = 10_000;
/** From then on the next request looks beside its own answer, so that nobody waits where requests are frequent. */
const LOOK_AGAIN_MS = 3_000;
/**
 * Each look goes so far back before the last one: an invalidation bears the time at which its commit began, and a value
 * from Redis was read up to a minute ago.
 */
const OVERLAP_MS = 120_000;
/** A commit that took longer than this hides its value from looks; the first who asks for it reads it. */
const VALUES_OVERLAP_MS = 1_000;
/** The newest values that a look takes in: a fresh instance warms itself with them. */
const MOST_VALUES = 200;

export interface ResultNewsOptions {
  readonly documents: Pick<DocumentStore, 'find' | 'serverTime' | 'seemsOut'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onValue: (key: string, value: ResultValue, readAtMs: number) => void;
  /** What was read under `key` up to `atMs` is void. */
  readonly onInvalidated: (key: string, atMs: number) => void;
  /** Nobody can say what happened since the last look: all is void. */
  readonly onGap: () => void;
}

/** What happened to results lately, as two small queries tell that serve every key at once. */
export interface ResultNews {
  /** Call it for everything that is kept: looks reach back to the first of it, by the server's clock. */
  keepSince(readAtMs: number): void;
  /** Whether all invalidations are known that were committed 10 s ago or earlier. Waits for a look where it must. */
  upToDate(): boolean | Promise<boolean>;
  /** How long ago the last look began that succeeded, in milliseconds; infinite before the first. */
  ageMs(): number;
  /** Whether a value read at `readAtMs`, by the server's clock, was taken away since, as far as known. */
  isVoid(key: string, readAtMs: number): boolean;
}

export function createResultNews(options: ResultNewsOptions): ResultNews {
  const { documents, clock, logger, onValue, onInvalidated, onGap } = options;
  const looking = createSingleFlight<'look', void>();
  let looked: { readonly monotonic: number; readonly wall: number } | undefined;
  let looks = 0;
  /** Up to when all is known; before the first look, from when on it must be. */
  let readAtMs: number | undefined;
  let failing = false;
  let invalidated: ReadonlyMap<string, number> = new Map();

  // By both clocks: one jumps, the other may stand still while a machine is suspended.
  const ageMs = (): number =>
    looked === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(clock.monotonic() - looked.monotonic, clock.now() - looked.wall);

  function takeInvalidations(found: readonly Reading[]): void {
    invalidated = new Map(
      found.flatMap(({ id, fields }) => {
        const parsed = invalidationDocumentSchema.safeParse(fields);
        return parsed.success ? [[id, parsed.data.at]] : [];
      }),
    );
    for (const [key, atMs] of invalidated) {
      onInvalidated(key, atMs);
    }
  }

  function takeValue(reading: Reading): void {
    try {
      const value = decodeResult(reading)?.value;
      if (value !== undefined) {
        onValue(reading.id, value, reading.readAtMs);
      }
    } catch (error) {
      if (!(error instanceof MalformedDocumentError)) {
        throw error;
      }
      // Whoever asks for it meets it again, and says so.
    }
  }

  async function lookNow(): Promise<void> {
    const began = { monotonic: clock.monotonic(), wall: clock.now() };
    const before = readAtMs ?? (await documents.serverTime());
    const valuesOverlapMs = looks === 0 ? OVERLAP_MS : VALUES_OVERLAP_MS;
    const [gone, made] = await Promise.all([
      documents.find({ collection: INVALIDATIONS, where: [['at', '>', storedTime(before - OVERLAP_MS)]] }),
      documents.find({
        collection: RESULTS,
        where: [['value.created_at', '>', storedTime(before - valuesOverlapMs)]],
        orderBy: [['value.created_at', 'desc']],
        limit: MOST_VALUES,
      }),
    ]);
    if (gone.readAtMs - before > INVALIDATIONS_KEPT_MS - OVERLAP_MS) {
      onGap();
    }
    takeInvalidations(gone.documents);
    made.documents.forEach(takeValue);
    readAtMs = Math.min(gone.readAtMs, made.readAtMs);
    looked = began;
    looks += 1;
    failing = false;
  }

  async function look(): Promise<boolean> {
    try {
      await looking.run('look', lookNow);
    } catch (error) {
      // An outage is told by others; all else, such as a missing index, makes each hit ask Firestore until it is mended.
      if (!isStorageUnavailable(error) && !failing) {
        failing = true;
        logger.error('What happened to results cannot be seen', { error });
      }
    }
    // Also after an answer: who joined a look that began long ago has heard nothing new.
    return ageMs() < INVALIDATION_MS;
  }

  return {
    keepSince(atMs) {
      readAtMs = looks === 0 ? Math.min(readAtMs ?? atMs, atMs) : readAtMs;
    },
    ageMs,
    upToDate() {
      const age = ageMs();
      if (age >= LOOK_AGAIN_MS && !documents.seemsOut()) {
        const looked = look();
        return age < INVALIDATION_MS || looked;
      }
      return age < INVALIDATION_MS;
    },
    isVoid: (key, atMs) => (invalidated.get(key) ?? Number.NEGATIVE_INFINITY) >= atMs,
  };
}
