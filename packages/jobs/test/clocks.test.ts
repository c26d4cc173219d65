import { offsetClock } from '@sets/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimed, type Harness, outcome, startHarness, submission, submitted, worker } from './support/jobs-harness.ts';

/** Every judgement rests on the server's times, so machines may disagree about the hour. */
describe.each([-5, 5])('a machine whose clock is %i minutes off', (minutes) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());
  const skewedStore = () => harness.store({ clock: offsetClock(harness.clock, minutes * 60_000) });

  it('neither steals a live lease nor leaves a dead one', async () => {
    const right = harness.store();
    const id = await submitted(right, 'lease');
    (await claimed(right, id)).release();
    harness.clock.advance(14_000);
    const skewed = skewedStore();
    expect(await skewed.jobs.claim(id, worker)).toEqual({ kind: 'leased' });
    expect(await skewed.jobs.sweep({ limit: 80 })).toMatchObject({ requeued: 0 });
    harness.clock.advance(2_000);
    expect(await skewed.jobs.sweep({ limit: 80 })).toMatchObject({ requeued: 1 });
  });

  it('keeps its own lease alive', async () => {
    const skewed = skewedStore();
    const id = await submitted(skewed, 'renew');
    const lease = await claimed(skewed, id);
    for (let n = 0; n < 4; n += 1) {
      const before = (await harness.store().jobs.get(id))?.version;
      harness.clock.advance(5_000);
      await expect.poll(async () => (await harness.store().jobs.get(id))?.version).not.toBe(before);
      expect(await harness.store().jobs.sweep({ limit: 80 })).toMatchObject({ requeued: 0 });
    }
    expect(await lease.complete(outcome())).toEqual({ kind: 'written' });
  });

  it('stamps jobs and judges values by the server', async () => {
    const skewed = skewedStore();
    const id = await submitted(skewed, 'stamps');
    const job = (await skewed.jobs.get(id))?.job;
    expect(job?.created_at).toBe(harness.clock.now());
    expect(job?.wake_at).toBe(harness.clock.now() + 15_000);
    await (await claimed(skewed, id)).complete(outcome());
    harness.clock.advance(168 * 3_600_000 - 1_000);
    expect(await skewedStore().jobs.submit(submission('stamps'))).toMatchObject({ kind: 'hit' });
    harness.clock.advance(1_000);
    expect(await skewedStore().jobs.submit(submission('stamps'))).toMatchObject({ kind: 'new' });
  });
});
