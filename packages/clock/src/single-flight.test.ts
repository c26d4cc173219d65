import { expect, it } from 'vitest';
import { createSingleFlight } from './single-flight.ts';

it('does the work of a key once at a time, for all who ask meanwhile', async () => {
  const flight = createSingleFlight<string, number>();
  const gate = Promise.withResolvers<number>();
  let begun = 0;
  const work = (): Promise<number> => {
    begun += 1;
    return gate.promise;
  };
  const answers = [flight.run('a', work), flight.run('a', work), flight.run('b', work)];
  expect(flight.underway('a')).toBe(answers[0]);
  gate.resolve(7);
  expect(await Promise.all(answers)).toEqual([7, 7, 7]);
  expect(begun).toBe(2);
  expect(flight.underway('a')).toBeUndefined();
});

it('begins again once the work has ended', async () => {
  const flight = createSingleFlight<string, number>();
  let begun = 0;
  const work = async (): Promise<number> => {
    begun += 1;
    return begun;
  };
  expect([await flight.run('a', work), await flight.run('a', work)]).toEqual([1, 2]);
});

it.each([
  ['later', () => Promise.reject(new Error('no'))],
  [
    'at once',
    () => {
      throw new Error('no');
    },
  ],
])('shares a failure that comes %s, and does not remember it', async (_, fail) => {
  const flight = createSingleFlight<string, number>();
  const outcomes = await Promise.allSettled([flight.run('a', fail), flight.run('a', fail)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await flight.run('a', () => Promise.resolve(1))).toBe(1);
});
