import { createManualClock } from '@sets/clock/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPlaces, type Place, type PlaceLimits } from './places.ts';

const LIMITS: PlaceLimits = { inAll: 6, unproven: 4, crowded: 4, perHost: 3, perEndpoint: 2, waitMs: 1_000 };
const at = (endpoint: string, host = endpoint) => ({ endpoint, host });

async function taken(promise: Promise<Place | null>): Promise<Place> {
  const place = await promise;
  if (place === null) {
    throw new Error('no place');
  }
  return place;
}

it('gives a stranger one place, and more to who has answered', async () => {
  const clock = createManualClock();
  const places = createPlaces(clock, LIMITS);
  (await taken(places.take(at('a')))).release(true);
  await taken(places.take(at('a')));
  await taken(places.take(at('a')));
  const third = places.take(at('a'));
  await taken(places.take(at('b')));
  const second = places.take(at('b'));
  await clock.advanceAsync(LIMITS.waitMs);
  expect([await third, await second, places.taken]).toEqual([null, null, 3]);
});

it('keeps places for those who answer from all who do not', async () => {
  const clock = createManualClock();
  const places = createPlaces(clock, LIMITS);
  (await taken(places.take(at('alive')))).release(true);
  for (const dead of ['a', 'b', 'c', 'd']) {
    await taken(places.take(at(dead)));
  }
  const stranger = places.take(at('e'));
  await taken(places.take(at('alive')));
  await clock.advanceAsync(LIMITS.waitMs);
  expect(await stranger).toBeNull();
});

it('gives nobody a second one where it is crowded: all who answered may stop at once', async () => {
  const clock = createManualClock();
  const places = createPlaces(clock, LIMITS);
  const all = ['a', 'b', 'c', 'd', 'e'];
  for (const endpoint of all) {
    (await taken(places.take(at(endpoint)))).release(true);
  }
  for (const endpoint of ['a', 'a', 'b', 'b']) {
    await taken(places.take(at(endpoint)));
  }
  await taken(places.take(at('c')));
  const second = places.take(at('c'));
  await taken(places.take(at('d')));
  await clock.advanceAsync(LIMITS.waitMs);
  expect([await second, places.taken]).toEqual([null, LIMITS.inAll]);
});

it('lets a host have only so many, whoever is behind it', async () => {
  const clock = createManualClock();
  const places = createPlaces(clock, LIMITS);
  for (const endpoint of ['a', 'b', 'c']) {
    await taken(places.take(at(endpoint, 'shared')));
  }
  const fourth = places.take(at('d', 'shared'));
  await taken(places.take(at('e', 'other')));
  await clock.advanceAsync(LIMITS.waitMs);
  expect(await fourth).toBeNull();
});

it('wakes who waits when a place comes free', async () => {
  const clock = createManualClock();
  const places = createPlaces(clock, LIMITS);
  const first = await taken(places.take(at('a')));
  const second = places.take(at('a'));
  first.release(true);
  expect(await second).not.toBeNull();
});

it('never gives more than there are, and takes each back once', async () => {
  const step = fc.record({ endpoint: fc.nat(4), host: fc.nat(1), release: fc.boolean(), answered: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const clock = createManualClock();
      const places = createPlaces(clock, { ...LIMITS, waitMs: 0 });
      const held: Place[] = [];
      for (const { endpoint, host, release, answered } of steps) {
        if (release) {
          held.pop()?.release(answered);
        } else {
          const place = await places.take(at(`e${endpoint}`, `h${host}`));
          if (place !== null) {
            held.push(place);
          }
        }
        expect(places.taken).toBe(held.length);
        expect(held.length).toBeLessThanOrEqual(LIMITS.inAll);
      }
    }),
  );
});
