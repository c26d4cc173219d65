import { wordlessPost } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  // Every download comes from one host here, which would have four places.
  world = await startWorld({ name: 'same-file', apis: 2, workers: 2, env: { MAX_CONCURRENT_PROCESSING: '200' } });
});
afterAll(() => world?.close());

/** One file of a public server, which does not mind what stands in the query. */
async function newFile(): Promise<(noise: string) => string> {
  const { post } = await world.post(
    wordlessPost(500_000, { seen: { onScreen: null, speech: 'Squats, 3 sets of 12 reps.' } }),
  );
  return (noise) => `http://127.0.0.1:${world.ports.simulators}/cdn/synthetic/${post.marker}/500000.mp4?${noise}`;
}

it('one file as ?v=0 … ?v=4 is one model call, and nobody sees what others sent with it', async () => {
  const at = await newFile();
  const before = await world.simulators.calls('gemini');
  const jobs = [];
  for (let v = 0; v < 5; v += 1) {
    jobs.push(await world.finish({ url: at(`v=${v}&token=secret-${v}`), metadata: { ref: `mine-${v}` } }));
  }
  expect((await world.simulators.calls('gemini')) - before).toBe(1);
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(5);
  expect(new Set(jobs.map(({ status }) => status))).toEqual(new Set(['succeeded']));
  expect(new Set(jobs.map(({ result }) => JSON.stringify(result))).size).toBe(1);
  expect(jobs.slice(1).map(({ usage }) => usage?.cost_usd)).toEqual([0, 0, 0, 0]);
  for (const [v, job] of jobs.entries()) {
    const text = JSON.stringify(job);
    expect(
      jobs.filter((_, other) => other !== v && (text.includes(`secret-${other}`) || text.includes(`mine-${other}`))),
    ).toEqual([]);
  }
});

it('one file under ten links at once is one model call', async () => {
  const at = await newFile();
  const before = await world.simulators.calls('gemini');
  const jobs = await Promise.all(Array.from({ length: 10 }, (_, v) => world.finish({ url: at(`n=${v}`) })));
  expect(new Set(jobs.map(({ status }) => status))).toEqual(new Set(['succeeded']));
  expect((await world.simulators.calls('gemini')) - before).toBe(1);
});

it('one file in two languages is two', async () => {
  const at = await newFile();
  const before = await world.simulators.calls('gemini');
  await world.finish({ url: at('a'), language: 'es' });
  await world.finish({ url: at('b'), language: 'de' });
  expect((await world.simulators.calls('gemini')) - before).toBe(2);
});

it('one file without a workout is no workout under its other links, without a further call', async () => {
  const { post } = await world.post(wordlessPost(500_000));
  const at = (noise: string): string =>
    `http://127.0.0.1:${world.ports.simulators}/cdn/synthetic/${post.marker}/500000.mp4?${noise}`;
  expect(await world.finish({ url: at('a') })).toMatchObject({ error: { code: 'not_a_workout' } });
  const before = await world.simulators.calls('gemini');
  expect(await world.finish({ url: at('b') })).toMatchObject({ error: { code: 'not_a_workout' } });
  expect((await world.simulators.calls('gemini')) - before).toBe(0);
});
