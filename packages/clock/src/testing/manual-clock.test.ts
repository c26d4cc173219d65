import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createManualClock } from './manual-clock.ts';

it('stands still until moved', () => {
  const clock = createManualClock(1_000);
  expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0]);
  clock.advance(5);
  expect([clock.now(), clock.monotonic()]).toEqual([1_005, 5]);
});

it('runs each timer at its own time, those of one time in the order in which they were set', () => {
  const clock = createManualClock();
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, clock.monotonic()]);
  clock.schedule(note('late'), 20);
  clock.schedule(note('first'), 10);
  clock.schedule(note('second'), 10);
  clock.schedule(note('cancelled'), 10)();
  clock.schedule(() => clock.schedule(note('set meanwhile'), 5), 12);
  clock.schedule(note('not due'), 31);
  clock.advance(30);
  expect(seen).toEqual([
    ['first', 10],
    ['second', 10],
    ['set meanwhile', 17],
    ['late', 20],
  ]);
  expect([clock.monotonic(), clock.pendingTimers]).toEqual([30, 1]);
});

it('lets what a timer sets off settle before the next one', async () => {
  const clock = createManualClock();
  const seen: string[] = [];
  clock.schedule(() => {
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => seen.push('followed'));
  }, 10);
  clock.schedule(() => seen.push('next'), 20);
  await clock.advanceAsync(30);
  expect(seen).toEqual(['followed', 'next']);
});

it('fires any timers by time, then by the order in which they were set, without the cancelled ones', () => {
  const timer = fc.record({ ms: fc.nat(50), cancelled: fc.boolean() });
  fc.assert(
    fc.property(fc.array(timer, { maxLength: 100 }), fc.nat(60), (timers, ms) => {
      const clock = createManualClock();
      const fired: number[] = [];
      for (const [index, { ms: after, cancelled }] of timers.entries()) {
        const cancel = clock.schedule(() => fired.push(index), after);
        if (cancelled) {
          cancel();
          cancel();
        }
      }
      clock.advance(ms);
      const live = [...timers.entries()].filter(([, { cancelled }]) => !cancelled);
      const due = live.filter(([, { ms: after }]) => after <= ms).toSorted(([, one], [, other]) => one.ms - other.ms);
      expect(fired).toEqual(due.map(([index]) => index));
      expect(clock.pendingTimers).toBe(live.length - due.length);
    }),
  );
});
