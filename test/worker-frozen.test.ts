import { type ServiceProcess, until } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

const LATER_JOBS = 4;
/** A delivery may go to the frozen worker several times over, each at the cost of a sweep. */
const TIMEOUT_MS = 600_000;

let world: World;
beforeAll(async () => {
  world = await startWorld({ name: 'worker-frozen', workers: 2 });
});
afterAll(() => world?.close());

/** The name under which a worker holds leases. */
const ownerOf = (worker: ServiceProcess): Promise<unknown> =>
  until('the word of a worker', () => world.log(worker).find(({ message }) => message === 'The worker is up')?.owner);

/** Who held a job, in that order. */
async function ownersOf(id: string): Promise<readonly unknown[]> {
  const leases = (await world.writesOf(id)).map(({ fields }) => fields?.lease as { owner: string } | null | undefined);
  return [...new Set(leases.flatMap((lease) => lease?.owner ?? []))];
}

async function submit(url: string): Promise<string> {
  return (await world.api.submit({ url })).job.id;
}

it(
  'jobs and deliveries of a worker that stands still end at its neighbour’s while it still does',
  async () => {
    const { link, met, letGo } = await world.heldPost();
    const heldId = await submit(link);
    await met();
    const [owner] = await ownersOf(heldId);
    const owners = await Promise.all(world.stack.workers.map(ownerOf));
    const frozen = world.stack.workers[owners.indexOf(owner)];
    if (frozen === undefined) {
      throw new Error(`no worker is ${owner}`);
    }
    const ids: string[] = [];
    frozen.freeze();
    try {
      // Deliveries go round the workers, so half of these reach one that takes them and never reads them.
      const links = await Promise.all(Array.from({ length: LATER_JOBS }, async () => (await world.post()).link));
      const laterIds = await Promise.all(links.map(submit));
      ids.push(heldId, ...laterIds);
      const jobs = await Promise.all(ids.map((id) => world.ended(id)));
      expect(jobs.map(({ status, attempt }) => [status, attempt])).toEqual(jobs.map(() => ['succeeded', 1]));
      // Each ended before the queue itself gave a delivery up, which it does after 150 s.
      const [queue] = await world.cloudTasks.queues();
      expect(Object.keys(queue?.counts.responses ?? {})).toEqual(['200']);
      expect(queue?.inFlight).toBeGreaterThan(0);

      const neighbour = owners.filter((other) => other !== owner);
      expect(await ownersOf(heldId)).toEqual([owner, ...neighbour]);
      expect(await Promise.all(laterIds.map(ownersOf))).toEqual(laterIds.map(() => neighbour));
      // What was delivered to the frozen one was no death, since nobody had claimed it; it was delivered anew.
      const latest = await Promise.all(laterIds.map(async (id) => (await world.writesOf(id)).at(-1)?.fields));
      expect(new Set(latest.map((fields) => fields?.deaths))).toEqual(new Set([0]));
      expect(latest.filter((fields) => fields?.dispatch_no === 1).length).toBeGreaterThan(0);
    } finally {
      frozen.thaw();
    }

    // It wakes up with jobs that are no longer its own, and writes to none of them.
    await letGo();
    await until('the end of all deliveries', async () =>
      (await world.cloudTasks.queues()).every(({ inFlight }) => inFlight === 0),
    );
    const values = (await world.firestore.writes('results/')).flatMap(({ fields }) => fields?.value ?? []);
    const authors = values.map((value) => (value as { job_id: string }).job_id);
    expect(authors.toSorted()).toEqual(ids.toSorted());
  },
  TIMEOUT_MS,
);
