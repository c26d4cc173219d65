import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalCloudControl, freePorts, LOCAL_REGION, type LocalStack, startLocalStack } from '@sets/local-stack';
import { canonicalLink, type SimulatedPost } from '@sets/upstream-simulators';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CloudKeeper, createCloudKeeper } from './cloud-keeper.ts';
import { postOf } from './posts.ts';

const DIRECTORY = join(import.meta.dirname, '../../.local/test/cloud-keeper');
const { signal } = new AbortController();

let stack: LocalStack;
let keeper: CloudKeeper;
beforeAll(async () => {
  rmSync(DIRECTORY, { recursive: true, force: true });
  const ports = await freePorts([{ region: LOCAL_REGION, apis: 0, workers: 0 }]);
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, SIMULATOR_LATENCY: 'none' };
  stack = await startLocalStack({ ports, env, directory: DIRECTORY, watch: false });
  keeper = createCloudKeeper(stack.localCloud, createLocalCloudControl(ports));
});
afterAll(() => stack?.stop());

async function lookUp(post: SimulatedPost): Promise<number> {
  const link = encodeURIComponent(canonicalLink(post));
  const url = `http://127.0.0.1:${stack.ports.simulators}/scrapecreators/v2/tiktok/video?url=${link}`;
  return (await fetch(url, { headers: { 'x-api-key': 'any' } })).status;
}

it('carries posts, faults and counts over a kill, and asks again what the kill left unanswered', async () => {
  const post = await keeper.ask(({ simulators }) => simulators.addPost(postOf('said')));
  const passing = await keeper.keepFault({ upstream: 'cdn', effect: { kind: 'hang' } });
  const effect = { kind: 'status', status: 500 } as const;
  const fault = await keeper.keepFault({ upstream: 'scrapecreators', content: post.contentId, effect });
  await passing.end();
  expect(await lookUp(post)).toBe(500);

  const killed = keeper.killFor(0, signal);
  let cut = false;
  const asked = keeper.ask(async ({ simulators }) => {
    if (!cut) {
      await stack.localCloud.ended();
      cut = true;
      throw new Error('the answer was cut');
    }
    return await simulators.addPost(postOf('said'));
  });
  await killed;
  expect(await lookUp(await asked)).toBe(200);
  expect(await lookUp(post)).toBe(500);
  expect(await fault.hits()).toBe(2);
  const { unmet } = createLocalCloudControl(stack.ports).simulators;
  expect(await unmet()).toEqual([]);
  const calls = (await keeper.counters()).filter(({ upstream }) => upstream === 'scrapecreators');
  expect(calls.reduce((sum, count) => sum + count.calls, 0)).toBe(3);

  await fault.end();
  expect(await lookUp(post)).toBe(200);
});

it('tells of a question that nobody but the asker is to blame for', async () => {
  await expect(keeper.ask(({ firestore }) => firestore.fault({ no_such_fault: true }))).rejects.toThrow('400');
});
