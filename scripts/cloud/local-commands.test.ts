import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ScaleReport } from '@sets/contract';
import {
  createApiClient,
  createLocalCloudControl,
  endsOf,
  freePorts,
  type LocalCloudControl,
  type LocalRegions,
  loseRegion,
  newLinks,
  startLocalRegions,
  until,
} from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runningStack } from '../lib/running-stack.ts';
import { CloudError } from './cloud-error.ts';
import { LOCAL_COMMANDS } from './local-commands.ts';
import { type LocalFleet, localFleetOf } from './local-fleet.ts';
import { scaleLocally } from './scale-locally.ts';

/** The real services and controllers of two small regions: a worker takes two jobs at once, and four are a backlog. */
const DIRECTORY = join(import.meta.dirname, '../../.local/test/local-commands');
const { PATH = '', HOME = '' } = process.env;
const ENV = {
  ...{ PATH, HOME, SIMULATOR_LATENCY: 'none', MAX_CONCURRENT_PROCESSING: '2', QUEUE_CONCURRENCY: '2' },
  ...{ SCALE_JOBS_PER_WORKER_S: '0.2', SCALE_HOLD_S: '3' },
};
const HOME_REGION = 'us-central1';
const OTHER_REGION = 'europe-west1';

let regions: LocalRegions;
let control: LocalCloudControl;
beforeAll(async () => {
  rmSync(DIRECTORY, { recursive: true, force: true });
  const ports = await freePorts(
    [HOME_REGION, OTHER_REGION].map((region) => ({ region, apis: 1, workers: 1, maxWorkers: 2 })),
  );
  regions = await startLocalRegions({ ports, env: ENV, directory: DIRECTORY, watch: false, roundTripScale: 0 });
  control = createLocalCloudControl(ports);
});
afterAll(() => regions?.stop());

const fleet = (): LocalFleet => localFleetOf({}, runningStack([DIRECTORY]));

async function run(command: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const said: string[] = [];
  const local = LOCAL_COMMANDS[command];
  await local?.({ fleet: fleet(), env: { ...ENV, ...env }, say: (line) => void said.push(line) });
  return said.join('\n');
}

/** Of a table that a command printed, the row of that name. */
const rowOf = (printed: string, name: string): readonly string[] =>
  printed
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find(([, first]) => first === name)
    ?.slice(1, -1) ?? [];

const workersIn = (region: string): number =>
  regions.stack.workers.filter((worker) => worker.region === region && worker.running).length;

describe('without a project', () => {
  it('status shows the regions as the fleet has them, and every process', async () => {
    const shown = await until('the fleet to have heard of all', async () => {
      const printed = await run('status');
      const counts = [HOME_REGION, OTHER_REGION].map((region) => rowOf(printed, region).slice(1, 4).join());
      return counts.every((count) => count === 'ok,1,1') && printed;
    });
    for (const { name, pid, url } of regions.stack.services) {
      expect(rowOf(shown, name).slice(0, 3)).toEqual([name, String(pid), url]);
    }
  });

  it('status-lb shows the balancer, which a benchmark asks unless told otherwise', async () => {
    expect(rowOf(await run('status-lb'), OTHER_REGION).slice(0, 4)).toEqual([OTHER_REGION, 'yes', 'no', '1 of 1']);
    expect(fleet().entry).toBe(regions.balancer.url);
  });

  it('service-info-all asks every process, test-api-all every region through the balancer, test-api the fleet', async () => {
    const info = await run('service-info-all');
    expect([...info.matchAll(/^(\S+): \{$/gm)].map(([, name]) => name)).toEqual(
      regions.stack.services.map(({ name }) => name),
    );
    const tested = await run('test-api-all');
    expect([...tested.matchAll(/"region": "(.*)"/g)].map(([, region]) => region)).toEqual([HOME_REGION, OTHER_REGION]);
    expect(await run('test-api')).toContain('"genai_pool"');
  });

  it.each(['status', 'status-lb', 'service-info-all', 'test-api', 'test-api-all'])(
    '%s only prints what it would ask in a dry run',
    async (command) => {
      const printed = await run(command, { DRY_RUN: '1' });
      expect(printed).toMatch(/^\$ curl http:\/\/127\.0\.0\.1:\d+\//);
      expect(printed.split('\n').filter((line) => !line.startsWith('$ curl '))).toEqual([]);
    },
  );

  it('scale says in a dry run what the controller would decide, and names what it cannot read', async () => {
    const outcome: ScaleReport['outcome'] = 'dry_run';
    expect(rowOf(await run('scale', { DRY_RUN: '1' }), HOME_REGION)).toEqual([
      HOME_REGION,
      outcome,
      '0',
      '0',
      '1',
      '1',
      '1',
    ]);
    await expect(run('scale', { FLOOR: 'many' })).rejects.toThrow('FLOOR must be a whole number of workers');
    await expect(run('scale', { REGION: 'mars' })).rejects.toThrow('mars is none of us-central1, europe-west1');
  });
});

it('starts a second worker when jobs queue up, and lets it go when they are done', async () => {
  const held = await control.simulators.fault({ upstream: 'scrapecreators', effect: { kind: 'hold' } });
  const api = createApiClient(regions.stack.apis[0]?.url ?? '');
  const submitted = await Promise.all((await newLinks(control, 8)).map((url) => api.submit({ url })));
  await until('a second worker', () => workersIn(HOME_REGION) === 2);
  await until('the fleet to know it', async () => rowOf(await run('status'), HOME_REGION)[3] === '2');
  expect(rowOf(await run('scale', { DRY_RUN: '1' }), HOME_REGION)[5]).toBe('2');
  expect(workersIn(OTHER_REGION)).toBe(1);
  await control.simulators.end(held);
  const jobs = await endsOf(
    api.url,
    submitted.map(({ job }) => job.id),
  );
  expect(jobs.map(({ status }) => status)).toEqual(Array(8).fill('succeeded'));
  await until('the second worker to go', async () => rowOf(await run('status'), 'worker-us-central1-2').length === 0);
  await until('the fleet to know it', async () => rowOf(await run('status'), HOME_REGION)[3] === '1');
});

it('keeps what an operator wants at least, until it is taken back', async () => {
  await run('scale', { REGION: OTHER_REGION, FLOOR: '2' });
  await until('a second worker', () => workersIn(OTHER_REGION) === 2);
  expect(workersIn(HOME_REGION)).toBe(1);
  await run('scale', { REGION: OTHER_REGION, FLOOR: 'none' });
  await until('the second worker to go', async () => rowOf(await run('status'), 'worker-europe-west1-2').length === 0);
});

it('goes on watching while the fleet’s store is away, and says in one line what it misses', async () => {
  const said: string[] = [];
  const enough = new Error('enough');
  const changes: Promise<unknown>[] = [];
  function say(line: string): void {
    const missed = said.some((one) => one.includes('does not answer'));
    said.push(line);
    if (said.length === 1) {
      changes.push(control.firestore.fault({ unavailable_ms: 600_000 }));
    } else if (line.includes('does not answer')) {
      changes.push(control.firestore.heal());
    } else if (missed) {
      throw enough;
    }
  }
  const env = { ...ENV, WATCH: '1', DRY_RUN: '1', REGION: OTHER_REGION };
  await expect(scaleLocally({ fleet: fleet(), env, say }, 10)).rejects.toBe(enough);
  await Promise.all(changes);
  const word = said.find((one) => one.includes('does not answer'));
  expect(word).toMatch(/^\S+Z The fleet on this machine does not answer: .+\.$/);
  expect(rowOf(said.at(-1) ?? '', OTHER_REGION).slice(0, 2)).toEqual([OTHER_REGION, 'dry_run']);
});

it('shows what is down, and fails', async () => {
  await loseRegion(regions.stack, OTHER_REGION);
  const failing = run('service-info-all');
  await expect(failing).rejects.toThrow(CloudError);
  await expect(failing).rejects.toThrow('Not well: worker-europe-west1, api-europe-west1');
});
