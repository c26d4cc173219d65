import { createManualClock, type ManualClock } from '@sets/clock/testing';
import { beforeEach, expect, test } from 'vitest';
import { type LockOwner, LockTable } from './lock-table.ts';

let clock: ManualClock;
let locks: LockTable;
beforeEach(() => {
  clock = createManualClock(0);
  locks = new LockTable(clock, { waitMs: 20_000, idleMs: 10_000 });
});

function owner(idleSince: number | null = null): LockOwner & { broken: boolean } {
  return {
    broken: false,
    idleSince: () => idleSince,
    onBroken() {
      this.broken = true;
    },
  };
}

/** What has become of a promise by now. */
async function state(promise: Promise<unknown>): Promise<string> {
  const settled = promise.then(
    () => 'granted',
    () => 'refused',
  );
  return Promise.race([settled, new Promise<string>((resolve) => setImmediate(() => resolve('waiting')))]);
}

test('waiters get a lock in the order of their coming', async () => {
  const [a, b, c] = [owner(), owner(), owner()];
  await locks.acquire(a, ['x']);
  const second = locks.acquire(b, ['x']);
  const third = locks.acquire(c, ['x']);
  locks.release(a);
  expect([await state(second), await state(third)]).toEqual(['granted', 'waiting']);
  locks.release(b);
  expect(await state(third)).toBe('granted');
  locks.release(c);
  expect(clock.pendingTimers).toBe(0);
});

test('a waiter that already holds a lock goes before one that holds none', async () => {
  const [a, fresh, advanced] = [owner(), owner(), owner()];
  await locks.acquire(a, ['x']);
  await locks.acquire(advanced, ['y']);
  const late = locks.acquire(fresh, ['x']);
  const early = locks.acquire(advanced, ['x']);
  locks.release(a);
  expect([await state(early), await state(late)]).toEqual(['granted', 'waiting']);
  locks.release(advanced);
  await late;
});

test('whoever closes a circle of three is refused, and the others go on', async () => {
  const [a, b, c] = [owner(), owner(), owner()];
  await locks.acquire(a, ['x']);
  await locks.acquire(b, ['y']);
  await locks.acquire(c, ['z']);
  const first = locks.acquire(a, ['y']);
  const second = locks.acquire(b, ['z']);
  expect(await state(locks.acquire(c, ['x']))).toBe('refused');
  locks.release(c);
  expect(await state(second)).toBe('granted');
  locks.release(b);
  expect(await state(first)).toBe('granted');
});

test('waiting ends after 20 s while the holder is at work', async () => {
  const [a, b] = [owner(), owner()];
  await locks.acquire(a, ['x']);
  const waiting = locks.acquire(b, ['x']);
  waiting.catch(() => {});
  await clock.advanceAsync(19_999);
  expect(await state(waiting)).toBe('waiting');
  await clock.advanceAsync(1);
  await expect(waiting).rejects.toMatchObject({ code: 10 });
  locks.release(a);
  expect(locks.tryAcquire(owner(), ['x'])).toBe(true);
});

test('a holder idle for 10 s loses all its locks to a waiter', async () => {
  const [dead, b] = [owner(0), owner()];
  await locks.acquire(dead, ['x', 'y']);
  await clock.advanceAsync(4000);
  const waiting = locks.acquire(b, ['x']);
  await clock.advanceAsync(5999);
  expect(await state(waiting)).toBe('waiting');
  await clock.advanceAsync(1);
  expect(await state(waiting)).toBe('granted');
  expect(dead.broken).toBe(true);
  expect(locks.tryAcquire(owner(), ['y'])).toBe(true);
});

test('an owner that ends while it waits never gets the lock', async () => {
  const [a, gone, next] = [owner(), owner(), owner()];
  await locks.acquire(a, ['x']);
  const abandoned = locks.acquire(gone, ['x']);
  abandoned.catch(() => {});
  locks.release(gone);
  expect(await state(abandoned)).toBe('refused');
  locks.release(a);
  expect(locks.tryAcquire(next, ['x'])).toBe(true);
});
