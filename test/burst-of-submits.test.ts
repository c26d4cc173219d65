import type { Job } from '@sets/contract';
import { until } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

const SUBMITS = 200;
/** MAX_CONCURRENT_PROCESSING as it ships. */
const SLOTS = 80;

let world: World;
beforeAll(async () => {
  world = await startWorld({ name: 'burst-of-submits' });
});
afterAll(() => world?.close());

it('a burst of 200 submits at default settings fills every slot and meets no 429 of ours', async () => {
  // Nothing is freed before everything is taken: the moment at which one delivery too many is refused.
  const held = await world.simulators.fault({ upstream: 'scrapecreators', effect: { kind: 'hold' } });
  const links = await Promise.all(Array.from({ length: SUBMITS }, async () => (await world.post()).link));
  const ids = await Promise.all(links.map(async (url) => (await world.api.submit({ url })).job.id));
  const queue = async () => {
    const [found] = await world.cloudTasks.queues();
    return found ?? { inFlight: 0, counts: { responses: {} } };
  };
  await until('a delivery for each slot', async () => (await queue()).inFlight >= SLOTS);
  await until('a job in each slot', async () => (await world.simulators.hits(held)) >= SLOTS);
  await world.simulators.heal();
  // One after the other: 200 that ask at once all the time would be a load test of the API.
  const jobs: Job[] = [];
  for (const id of ids) {
    jobs.push(await world.ended(id));
  }
  expect(new Set(jobs.map(({ status }) => status))).toEqual(new Set(['succeeded']));
  // Whoever is told 200 was taken in, and nobody was told anything else.
  const answers = await until('an answer to each delivery', async () => {
    const { inFlight, counts } = await queue();
    return inFlight === 0 && counts.responses;
  });
  process.stdout.write(`${SUBMITS} submits at once: deliveries were answered ${JSON.stringify(answers)}\n`);
  expect(Object.keys(answers)).toEqual(['200']);
  expect(answers['200']).toBeGreaterThanOrEqual(SUBMITS);
});
