import { opsUpstreamsSchema } from '@sets/contract';
import { type Simulators, startSimulators } from '@sets/upstream-simulators';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let simulators: Simulators;
let api: ApiInstance;
beforeAll(async () => {
  simulators = await startSimulators({ port: 0, mode: 'none' });
  const address = `127.0.0.1:${simulators.port}`;
  cloud = await startTestCloud();
  api = await cloud.startApi({
    GEMINI_BASE_URL: `http://${address}/gemini`,
    SCRAPECREATORS_BASE_URL: `http://${address}/scrapecreators`,
    SCRAPECREATORS_API_KEY: 'k',
    OUTBOUND_ALLOW: address,
  });
});
afterAll(async () => {
  await cloud.close();
  await simulators.close();
});
beforeEach(() => {
  cloud.clock.advance(61_000);
  simulators.controls.faults.clear();
  cloud.tasks.controls.faults.clear();
});

const look = async () => opsUpstreamsSchema.parse((await api.ops.get('/upstreams')).body);
const lineOf = ({ upstreams }: Awaited<ReturnType<typeof look>>, name: string) =>
  upstreams.find((line) => line.name === name);

it('asks each thing that the service stands on, and needs no more than one endpoint of the small model', async () => {
  simulators.controls.faults.add({ upstream: 'gemini', location: 'us', effect: { kind: 'status', status: 503 } });
  const report = await look();
  expect(report).toMatchObject({ works: true, attention: [] });
  expect(report.upstreams.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    ...['model failed', 'model ok', 'model ok', 'model failed', 'model ok', 'model ok'],
    ...['model failed', 'model ok', 'model ok'],
    ...['firestore ok', 'queue ok', 'queue ok', 'queue ok', 'queue ok', 'scraper ok', 'redis skipped', 'keys ok'],
  ]);
  expect(lineOf(report, 'gemini-3.5-flash-lite at eu')).toMatchObject({ served: true, breaks: null });
  expect(lineOf(report, 'ScrapeCreators')?.detail).toBe('7043 credits left');
});

it('says that the service cannot work when a vital thing is missing, and what breaks', async () => {
  cloud.tasks.controls.faults.denyRights(['cloudtasks.tasks.create']);
  simulators.controls.faults.add({ upstream: 'gemini', effect: { kind: 'api_key_invalid' } });
  const report = await look();
  expect(report.works).toBe(false);
  expect(lineOf(report, 'queue of europe-west1')).toMatchObject({
    detail: 'running, 0 tasks, but without the right to cloudtasks.tasks.create',
    breaks: 'Jobs for europe-west1 wait or go elsewhere',
  });
  expect(lineOf(report, 'gemini-3.8-flash at us')).toMatchObject({ served: null, status: 'failed' });
});

it('asks at most once a minute, however many want to know', async () => {
  const calls = () => simulators.controls.counters.total('gemini').calls;
  const before = calls();
  await Promise.all([look(), look(), look()]);
  cloud.clock.advance(59_000);
  await look();
  expect(calls() - before).toBe(9);
  cloud.clock.advance(2_000);
  await look();
  expect(calls() - before).toBe(18);
});
