import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { storageUnavailable } from '../store-errors.ts';
import { createPatiently } from './create-patiently.ts';

/** Fails `failures` times, then succeeds; notes when it was asked. */
function start(failures: number, error: unknown = storageUnavailable(new Error('UNAVAILABLE'))) {
  const clock = createManualClock();
  const askedAt: number[] = [];
  const created = createPatiently(
    async () => {
      askedAt.push(clock.monotonic());
      if (askedAt.length <= failures) {
        throw error;
      }
      return 'created';
    },
    { clock, random: () => 1 },
  );
  created.catch(() => {});
  return { clock, askedAt, created };
}

it('asks again at once, each time a little later, until it is answered', async () => {
  const { clock, askedAt, created } = start(3);
  await clock.advanceAsync(2_000);
  expect(await created).toBe('created');
  expect(askedAt).toEqual([0, 100, 300, 700]);
});

it('gives up after two seconds, so that a request does not wait for an outage', async () => {
  const { clock, askedAt, created } = start(99);
  await clock.advanceAsync(60_000);
  await expect(created).rejects.toMatchObject({ code: 'storage_unavailable' });
  expect(askedAt).toEqual([0, 100, 300, 700, 1_500]);
});

it('repeats nothing that was refused', async () => {
  const { askedAt, created } = start(99, Object.assign(new Error('PERMISSION_DENIED'), { code: 7 }));
  await expect(created).rejects.toThrow('PERMISSION_DENIED');
  expect(askedAt).toHaveLength(1);
});
