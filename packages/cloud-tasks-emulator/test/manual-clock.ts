import type { Clock } from '../src/clock.ts';

export interface ManualClock extends Clock {
  /** Runs every timer that falls due, in order, letting promises and callbacks settle after each. */
  advance(ms: number): Promise<void>;
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createManualClock(start = Date.UTC(2026, 10, 1)): ManualClock {
  let now = start;
  let sequence = 0;
  const timers = new Map<number, { at: number; callback: () => void }>();

  function nextDue(until: number): [number, { at: number; callback: () => void }] | undefined {
    let first: [number, { at: number; callback: () => void }] | undefined;
    for (const entry of timers) {
      if (entry[1].at <= until && (first === undefined || entry[1].at < first[1].at)) {
        first = entry;
      }
    }
    return first;
  }

  return {
    now: () => now,
    monotonic: () => now,
    schedule(callback, ms) {
      sequence += 1;
      const id = sequence;
      timers.set(id, { at: now + Math.max(0, ms), callback });
      return () => timers.delete(id);
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        timers.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].callback();
        await settle();
      }
      now = until;
    },
  };
}
