import type { CreatePacingQueue } from '../../src/index.ts';

/** A pacing queue without timers of its own: the token bucket behind it already spaces the jobs on the pool's clock. */
export const createSimPacingQueue: CreatePacingQueue = () => {
  let tail: Promise<void> = Promise.resolve();
  return {
    schedule(job) {
      tail = tail.then(job);
      return tail;
    },
  };
};
