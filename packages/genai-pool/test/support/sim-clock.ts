import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';
import type { CreatePacingQueue } from '../../src/endpoint/pacing.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

const EPOCH_MS = Date.UTC(2026, 10, 23);

/** Time that moves only when told to, however much happens in between. */
export class SimClock implements Clock {
  #now = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return EPOCH_MS + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  schedule(callback: () => void, ms: number): () => void {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves on, running each timer at its own time and everything that follows from it before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await afterMicrotasks();
    for (let next = this.#nextUntil(end); next !== null; next = this.#nextUntil(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.callback();
      await afterMicrotasks();
    }
    this.#now = end;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.schedule(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  #nextUntil(end: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.at > end) {
        continue;
      }
      if (next === null || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) {
        next = timer;
      }
    }
    return next;
  }
}

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
