import type { Clock } from '@sets/service-kit';

/** A clock that moves only when told to. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 23, 12);
  readonly #timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();

  now = (): number => this.#nowMs;
  monotonic = (): number => this.#nowMs - 1_000_000_000_000;

  schedule = (callback: () => void, ms: number): (() => void) => {
    const timer = { dueMs: this.#nowMs + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Moves time on and runs what falls due, in order. */
  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ dueMs }) => dueMs <= until).sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) {
        break;
      }
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = until;
  }

  /** The same flow of time on a machine whose wall clock is `offsetMs` off. */
  skewed(offsetMs: number): Clock {
    return { now: () => this.now() + offsetMs, monotonic: this.monotonic, schedule: this.schedule };
  }
}
