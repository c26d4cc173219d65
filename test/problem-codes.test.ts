import { PROBLEM_CODES, type ProblemCode } from '@sets/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callers, OPS_TOKEN } from './problem-codes/callers.ts';
import { models } from './problem-codes/models.ts';
import { hosts, posts } from './problem-codes/posts.ts';
import type { Producer } from './problem-codes/producer.ts';
import { requests } from './problem-codes/requests.ts';
import { jobs, services, WORKER_SLOTS } from './problem-codes/services.ts';
import { startWorld, type World } from './support/world.ts';

/** Every code of the catalogue, by what makes the running system show it. A code without a producer does not compile. */
const sideBySide = { ...requests, ...callers, ...posts, ...jobs };
const oneByOne = { ...hosts, ...models, ...services };
const producers: Readonly<Record<ProblemCode, Producer>> = { ...sideBySide, ...oneByOne };

let world: World;
beforeAll(async () => {
  world = await startWorld({
    name: 'problem-codes',
    env: { MAX_CONCURRENT_PROCESSING: String(WORKER_SLOTS), OPS_TOKEN },
  });
});
afterAll(() => world?.close());

it('knows how to produce every code of the catalogue', () => {
  expect(Object.keys(producers).sort()).toEqual([...PROBLEM_CODES].sort());
});

describe.concurrent('side by side', () => {
  it.each(Object.entries(sideBySide))('%s', async (code, produce: Producer) => {
    expect(await produce(world)).toContain(code);
  });
});

describe('one by one', () => {
  it.each(Object.entries(oneByOne))('%s', async (code, produce: Producer) => {
    expect(await produce(world)).toContain(code);
  });
});
