import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

/** Time that stands still until told to move, however much happens in between. */
export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due, each timer at its own time and in order. */
  advance(ms: number): void;
  /** As `advance`, and lets everything that a timer has set off settle before the next one runs. */
  advanceAsync(ms: number): Promise<void>;
  /** Timers that have neither fired nor been cancelled. */
  readonly pendingTimers: number;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** `startMs` is Unix time; the monotonic time starts at 0. */
export function createManualClock(startMs = Date.UTC(2026, 10, 23, 12)): ManualClock {
  const timers = new Set<Timer>();
  let elapsed = 0;
  let order = 0;

  function nextDue(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.at <= until && (first === undefined || isBefore(timer, first))) {
        first = timer;
      }
    }
    return first;
  }

  function fire(timer: Timer): void {
    timers.delete(timer);
    elapsed = Math.max(elapsed, timer.at);
    timer.callback();
  }

  return {
    now: () => startMs + elapsed,
    monotonic: () => elapsed,
    schedule(callback, ms) {
      order += 1;
      const timer = { at: elapsed + Math.max(0, ms), order, callback };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance(ms) {
      const until = elapsed + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        fire(timer);
      }
      elapsed = Math.max(elapsed, until);
    },
    async advanceAsync(ms) {
      const until = elapsed + ms;
      await afterMicrotasks();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        fire(timer);
        await afterMicrotasks();
      }
      elapsed = Math.max(elapsed, until);
    },
    get pendingTimers() {
      return timers.size;
    },
  };
}

const isBefore = (one: Timer, other: Timer): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
