import { describe, expect, it } from 'vitest';
import { type Fate, HOME, LOCATIONS, World } from './support/world.ts';

const down: Fate = { status: 503, ms: 50 };
const HOUR = 3_600_000;

describe('an outage is not taken for one', () => {
  it('when a burst after an idle hour meets a few quick failures', async () => {
    const world = new World();
    await world.arrive(1, 10_000);
    await world.clock.advanceAsync(HOUR);
    // Two of each endpoint's calls fail, long before the first answer can be there.
    const unlucky = new Map<string, number>(LOCATIONS.map((location) => [location, 2]));
    world.fate = ({ location }) => {
      const left = unlucky.get(location) ?? 0;
      unlucky.set(location, left - 1);
      return left > 0 ? down : null;
    };
    const burst = Array.from({ length: 80 }, () => world.request());
    await world.clock.advanceAsync(60_000);
    expect((await Promise.all(burst)).filter(({ ok }) => !ok)).toEqual([]);
  });

  it('when nobody has asked since an earlier one', async () => {
    const world = new World({ fate: () => down });
    await world.arrive(8, 20_000);
    await world.clock.advanceAsync(HOUR);
    world.fate = () => null;
    const burst = Array.from({ length: 80 }, () => world.request());
    await world.drain();
    expect((await Promise.all(burst)).filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('while nobody answers', () => {
  it('a request asks every endpoint where few requests ask at all', async () => {
    const world = new World({ fate: () => down });
    await world.arrive(0.05, 600_000);
    world.calls.length = 0;
    const { error } = await drained(world, world.request());
    expect(error).toMatchObject({ reason: 'outage' });
    expect(new Set(world.calls.map(({ endpoint }) => endpoint.location)).size).toBe(LOCATIONS.length);
    expect(world.calls).toHaveLength(LOCATIONS.length);
  });

  it('is waited for one that has put us off and has failed nobody', async () => {
    const world = new World();
    await world.arrive(2, 30_000);
    const backAt = world.clock.monotonic() + 20_000;
    world.fate = ({ location, now }) => {
      if (location !== 'eu') {
        return down;
      }
      return now < backAt ? { status: 429, ms: 0, retryAfterMs: backAt - now } : null;
    };
    await world.arrive(4, 10_000);
    const before = world.calls.length;
    const waiting = Array.from({ length: 20 }, () => world.request());
    expect(world.calls.length - before).toBeLessThanOrEqual(10);
    await world.drain();
    expect((await Promise.all(waiting)).filter(({ ok }) => !ok)).toEqual([]);
    // It has answered nobody while it was asked to stay away from.
    expect(world.callsTo('eu', backAt - 9_000, backAt)).toEqual([]);
  });

  it('is not waited for one that has failed like the others', async () => {
    const world = new World({ fate: () => down });
    world.at(HOME, { ...down, retryAfterMs: 20_000 });
    await world.arrive(4, 10_000);
    const asked = world.request();
    await world.clock.advanceAsync(500);
    expect((await asked).error).toMatchObject({ reason: 'outage' });
  });
});

async function drained<T>(world: World, result: Promise<T>): Promise<T> {
  await world.drain();
  return result;
}
