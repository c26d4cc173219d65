import { newPost, wordlessPost } from '@sets/local-stack';
import type { SimulatedPostInput } from '@sets/upstream-simulators';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

/** Callers who submit one healthy post after the other. */
const NEIGHBOURS = 4;
const MAX_ATTEMPTS = 3;
const MAX_CALLS = 12;

let world: World;
beforeAll(async () => {
  world = await startWorld({ name: 'poison-post' });
});
afterAll(() => world?.close());

/** By this tag the simulated models know a post in a text, so that a fault can name it. */
const tagged = (post: SimulatedPostInput): SimulatedPostInput => ({
  ...post,
  caption: `${post.caption} #simpost${post.marker}`,
});

const said = (): SimulatedPostInput => newPost();
const shown = (): SimulatedPostInput =>
  wordlessPost(50_000, { seen: { onScreen: null, speech: 'Squats, 3 sets of 12 reps.' } });

/** What becomes of a post at which every model fails while others submit healthy ones without a pause. */
async function endBeside(made: SimulatedPostInput, healthyPosts: readonly (() => SimulatedPostInput)[]) {
  const { post, link } = await world.post(made);
  const effect = { kind: 'status', status: 500 } as const;
  const fault = await world.simulators.fault({ upstream: 'gemini', content: post.contentId, effect });
  const submitHealthy = async (n: number) => {
    const healthyPost = healthyPosts[n % healthyPosts.length] ?? said;
    return await world.finish({ url: (await world.post(healthyPost())).link });
  };
  // Somebody was served before, else the first failure might be an outage's.
  await Promise.all(healthyPosts.map((_, n) => submitHealthy(n)));
  let isOver = false;
  const healthy = Array.from({ length: NEIGHBOURS }, async (_, n) => {
    const jobs = [];
    do {
      jobs.push(await submitHealthy(n));
    } while (!isOver);
    return jobs;
  });
  const poisoned = world.finish({ url: link }).finally(() => {
    isOver = true;
  });
  const [poison, ...neighbours] = await Promise.all([poisoned, ...healthy]);
  const others = neighbours.flat();
  const calls = await world.simulators.hits(fault);
  process.stdout.write(
    `a poison post: ${poison.attempt} attempts, ${calls} model calls, beside ${others.length} healthy posts\n`,
  );
  expect(others.map(({ status, attempt }) => [status, attempt])).toEqual(others.map(() => ['succeeded', 1]));
  return { poison, calls };
}

it.each([
  ['of which only the video can be read, beside others like it', shown(), [shown]],
  ['with words, beside posts of both kinds', tagged(said()), [said, shown]],
  ['with words, where only the words of others are read and nobody’s videos are', tagged(said()), [said]],
])(
  'a post at which every model fails ends within its attempts and calls, at nobody else’s expense: one %s',
  async (_what, made, healthyPosts) => {
    const { poison, calls } = await endBeside(made, healthyPosts);
    expect(poison).toMatchObject({ status: 'failed', error: { code: 'attempts_exhausted' } });
    expect(poison.attempt).toBeLessThanOrEqual(MAX_ATTEMPTS);
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThanOrEqual(MAX_CALLS);
  },
);
