import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalLink } from '@sets/upstream-simulators';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createApiClient,
  createLocalCloudControl,
  freePorts,
  type LocalStack,
  newPost,
  startLocalStack,
  until,
} from '../src/index.ts';

const DIRECTORY = join(import.meta.dirname, '../../../.local/test/two-regions');
const REGIONS = ['us-central1', 'europe-west1'];

let stack: LocalStack;
beforeAll(async () => {
  rmSync(DIRECTORY, { recursive: true, force: true });
  const ports = await freePorts(REGIONS.map((region) => ({ region, apis: 1, workers: 1 })));
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, SIMULATOR_LATENCY: 'none' };
  stack = await startLocalStack({ ports, env, directory: DIRECTORY, watch: false });
});
afterAll(() => stack?.stop());

it('is a fleet in which every process knows its region', async () => {
  const services = [...stack.apis, ...stack.workers];
  const healths = await Promise.all(services.map(async ({ url }) => (await createApiClient(url).get('/health')).body));
  expect(healths).toMatchObject(services.map(({ app, region }) => ({ service: app, region })));
  expect(services.map(({ name }) => name)).toEqual([
    'api-us-central1',
    'api-europe-west1',
    'worker-us-central1',
    'worker-europe-west1',
  ]);
});

it('does the work that any of its APIs accepts', async () => {
  const { simulators } = createLocalCloudControl(stack.ports);
  for (const { url } of stack.apis) {
    const api = createApiClient(url);
    const post = await simulators.addPost(newPost());
    const { job } = await api.submit({ url: canonicalLink(post) });
    const ended = await until('the end of the job', async () => {
      const now = await api.job(job.id);
      return now.done && now;
    });
    expect(ended).toMatchObject({ status: 'succeeded', attempt: 1 });
  }
});
