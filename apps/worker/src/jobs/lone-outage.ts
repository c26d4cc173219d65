import type { Clock } from '@sets/clock';

/** Tells outages that others meet too from a post that is alone with one. */
export interface OutageWitnesses {
  /** A job about `post` has met an outage. True when one about another post did lately. */
  met(post: string): boolean;
}

/** Twice as long as a job waits between two looks. */
const LATELY_MS = 120_000;

/**
 * Waits that are free although nobody else meets the outage: 8 to 16 minutes of them. An outage may be long, and there
 * may be one job; but where nobody else asks, a post that fails everywhere looks the same, and its caller waits.
 */
export const LONE_WAITS = 20;

/**
 * Waits that are free although others were served a moment ago: 15 s at least. Whoever still had an answer in the last 10 s
 * was served after the job had failed before.
 */
export const DOUBTFUL_WAITS = 4;

export function createOutageWitnesses(clock: Clock): OutageWitnesses {
  const metAt = new Map<string, number>();
  return {
    met(post) {
      const now = clock.monotonic();
      for (const [other, atMs] of metAt) {
        if (now - atMs > LATELY_MS) {
          metAt.delete(other);
        }
      }
      metAt.set(post, now);
      return metAt.size > 1;
    },
  };
}
