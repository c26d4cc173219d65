import { until } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

const JOBS = 20;
const KILLS = 3;
/** Each kill costs a lease and the sweep after it. */
const TIMEOUT_MS = 600_000;

let world: World;
beforeAll(async () => {
  world = await startWorld({ name: 'worker-killed-thrice' });
});
afterAll(() => world?.close());

/** The name under which the worker's nth process holds leases. */
const ownerOf = (start: number): Promise<unknown> =>
  until('the word of a worker', () => {
    const starts = world.log(world.worker).filter(({ message }) => message === 'The worker is up');
    return starts[start]?.owner;
  });

/** Who holds each job now, by its latest write; undefined for one that nobody holds. */
async function ownersOf(ids: readonly string[]): Promise<unknown[]> {
  const latest = new Map((await world.firestore.writes('jobs/')).map(({ path, fields }) => [path, fields]));
  return ids.map((id) => (latest.get(`jobs/${id}`)?.lease as { owner: string } | null)?.owner);
}

it(
  'loses none of 20 jobs when their worker is killed three times with all of them aboard',
  async () => {
    await world.simulators.fault({ upstream: 'scrapecreators', effect: { kind: 'hold' } });
    const links = await Promise.all(Array.from({ length: JOBS }, async () => (await world.post()).link));
    const ids = await Promise.all(links.map(async (url) => (await world.api.submit({ url })).job.id));
    for (let kill = 0; kill < KILLS; kill += 1) {
      const owner = await ownerOf(kill);
      await until('a claim of every job', async () => (await ownersOf(ids)).every((holder) => holder === owner));
      await world.worker.end('SIGKILL');
      await world.worker.start();
    }
    await world.simulators.heal();
    const jobs = await Promise.all(ids.map((id) => world.ended(id)));
    // None of it was the posts' doing, so none of it cost an attempt.
    expect(jobs.map(({ status, attempt }) => [status, attempt])).toEqual(jobs.map(() => ['succeeded', 1]));
    const latest = new Map((await world.firestore.writes('jobs/')).map(({ path, fields }) => [path, fields?.deaths]));
    // By the third kill they were suspects, and most of them held back: what has not begun pays nothing.
    expect([...latest.values()].filter((deaths) => deaths === KILLS - 1 || deaths === KILLS)).toHaveLength(JOBS);
  },
  TIMEOUT_MS,
);
