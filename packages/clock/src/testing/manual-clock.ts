import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { type Timer, TimerHeap } from './timer-heap.ts';

/** Time that stands still until told to move, however much happens in between. */
export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due, each timer at its own time and in order. */
  advance(ms: number): void;
  /** As `advance`, and lets everything that a timer has set off settle before the next one runs. */
  advanceAsync(ms: number): Promise<void>;
  /** Timers that have neither fired nor been cancelled. */
  readonly pendingTimers: number;
}

/** `startMs` is Unix time; the monotonic time starts at 0. */
export function createManualClock(startMs = Date.UTC(2026, 10, 23, 12)): ManualClock {
  const timers = new TimerHeap();
  let elapsed = 0;
  let order = 0;
  let pending = 0;

  function end(timer: Timer): void {
    if (timer.callback !== null) {
      timer.callback = null;
      pending -= 1;
    }
  }

  /** Takes the next timer that is due until then, cancelled ones aside, and moves time to it. */
  function nextCallback(until: number): (() => void) | null {
    for (let timer = timers.first; timer !== undefined && timer.at <= until; timer = timers.first) {
      timers.removeFirst();
      const { callback } = timer;
      if (callback !== null) {
        end(timer);
        elapsed = Math.max(elapsed, timer.at);
        return callback;
      }
    }
    return null;
  }

  return {
    now: () => startMs + elapsed,
    monotonic: () => elapsed,
    schedule(callback, ms) {
      order += 1;
      pending += 1;
      const timer: Timer = { at: elapsed + Math.max(0, ms), order, callback };
      timers.add(timer);
      return () => end(timer);
    },
    advance(ms) {
      const until = elapsed + ms;
      for (let run = nextCallback(until); run !== null; run = nextCallback(until)) {
        run();
      }
      elapsed = Math.max(elapsed, until);
    },
    async advanceAsync(ms) {
      const until = elapsed + ms;
      await afterMicrotasks();
      for (let run = nextCallback(until); run !== null; run = nextCallback(until)) {
        run();
        await afterMicrotasks();
      }
      elapsed = Math.max(elapsed, until);
    },
    get pendingTimers() {
      return pending;
    },
  };
}
