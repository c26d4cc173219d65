import type { Clock } from '@sets/clock';

/** Tells outages that others meet too from posts that are alone with one. */
export interface OutageWitnesses {
  /** A job about `post` has met an outage. Answers how many posts, itself included, have lately. */
  met(post: string): number;
}

/** Twice as long as a job waits between two looks. */
const LATELY_MS = 120_000;

/** 8 to 16 minutes of them. */
const LONE_WAITS = 20;

/**
 * Waits that are free for each of `posts` that alone meet an outage. It may be long, and there may be few jobs; but where
 * nobody else asks, posts that fail everywhere look the same, and their callers wait. The more there are, the less likely
 * is each of them at fault: two wait for most of an hour, five for longer than a job may take.
 */
export const freeWaits = (posts: number): number => LONE_WAITS * posts ** 2;

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
      return metAt.size;
    },
  };
}
