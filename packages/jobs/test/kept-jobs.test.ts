import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimed, type Harness, outcome, startHarness, submission, submitted } from './support/jobs-harness.ts';

const DAY_MS = 24 * 3_600_000;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** How long after its end a job is kept that gave a result, where ended jobs are kept for `keepDays`. */
async function keptDays(keepDays: number): Promise<number> {
  const store = harness.store({ policy: { keepEndedMs: keepDays * DAY_MS, freshMs: 7 * DAY_MS, staleMs: 7 * DAY_MS } });
  const id = await submitted(store, `kept-${keepDays}`);
  await (await claimed(store, id)).complete(outcome());
  const job = (await store.jobs.get(id))?.job;
  return ((job?.expires_at ?? 0) - (job?.finished_at ?? 0)) / DAY_MS;
}

it('a job with a result is kept for as long as ended jobs are, or until a day after its result', async () => {
  expect(await keptDays(1)).toBe(1);
  expect(await keptDays(14)).toBe(14);
  expect(await keptDays(30)).toBe(15);
});

it('its result outlives it', async () => {
  const store = harness.store({ policy: { keepEndedMs: DAY_MS } });
  const id = await submitted(store, 'outlived');
  await (await claimed(store, id)).complete(outcome());
  harness.clock.advance(3 * DAY_MS);
  await store.ops.cleanUp(200);
  expect(await store.jobs.get(id)).toBeNull();
  expect(await harness.store().jobs.submit(submission('outlived'))).toMatchObject({ kind: 'hit' });
});
