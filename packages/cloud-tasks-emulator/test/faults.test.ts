import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudTasksClient } from '@google-cloud/tasks';
import { createManualClock, type ManualClock } from '@sets/clock/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CloudTasksEmulator, ListenError, type QueueDefinition, startCloudTasksEmulator } from '../src/index.ts';
import { eventually } from './eventually.ts';
import { LOCATION, officialClient } from './official-client.ts';
import { startReceivingServer } from './receiving-server.ts';

let clock: ManualClock;
let emulator: CloudTasksEmulator;
let client: CloudTasksClient;
let target: Awaited<ReturnType<typeof startReceivingServer>>;
let folder: string;
const queue = `${LOCATION}/queues/extract`;
const UNAVAILABLE = 14;
const create = (id: string, body = '') =>
  client
    .createTask({
      parent: queue,
      task: { name: `${queue}/tasks/${id}`, httpRequest: { url: target.url, body: Buffer.from(body) } },
    })
    .then(
      () => 0,
      (error: { code: number }) => error.code,
    );

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloud-tasks-'));
  clock = createManualClock();
  target = await startReceivingServer();
  emulator = await startCloudTasksEmulator({
    port: 0,
    jwksPort: 0,
    file: join(folder, 'tasks.sqlite'),
    clock,
    queues: [{ name: queue }],
  });
  client = officialClient(emulator.port);
});

afterEach(async () => {
  await client.close();
  await emulator.close();
  await target.close();
  rmSync(folder, { recursive: true });
});

test('the API is unavailable for a window of the clock', async () => {
  emulator.controls.faults.unavailable(30_000);
  expect(await create('t1')).toBe(UNAVAILABLE);
  await clock.advanceAsync(30_000);
  expect(await create('t1')).toBe(0);
});

test('a location that is away takes no task and delivers none, until it is back', async () => {
  emulator.controls.faults.regionAway('europe-west1');
  expect(await create('t1')).toBe(0);
  await target.count(1);
  emulator.controls.faults.regionAway('us-central1');
  expect(await create('t2')).toBe(UNAVAILABLE);
  emulator.controls.faults.clear();
  await client.pauseQueue({ name: queue });
  expect(await create('t2')).toBe(0);
  emulator.controls.faults.regionAway('us-central1');
  emulator.controls.faults.clear();
  await client.resumeQueue({ name: queue });
  await target.count(2);
});

test('what falls due in a location that is away is delivered when it is back', async () => {
  const httpRequest = { url: target.url, httpMethod: 'POST' as const };
  const scheduleTime = { seconds: clock.now() / 1_000 + 5 };
  await client.createTask({ parent: queue, task: { name: `${queue}/tasks/later`, scheduleTime, httpRequest } });
  emulator.controls.faults.regionAway('us-central1');
  await clock.advanceAsync(10_000);
  expect(emulator.controls.queues()).toMatchObject([{ depth: 1, counts: { created: 1, dispatched: 0 } }]);
  emulator.controls.faults.clear();
  await clock.advanceAsync(1_000);
  await target.count(1);
});

test('a dropped answer has been applied: the retry meets ALREADY_EXISTS and the task runs once', async () => {
  emulator.controls.faults.dropCreateAnswers(1);
  expect(await create('t1')).toBe(UNAVAILABLE);
  expect(await create('t1')).toBe(6);
  await target.count(1);
  await eventually(() => emulator.controls.depth(queue)).toBe(0);
  expect(target.received.length).toBe(1);
});

test('a duplicated delivery reaches the target twice and ends the task once', async () => {
  emulator.controls.faults.duplicateDeliveries(1);
  await create('t1');
  await target.count(2);
  await eventually(() => emulator.controls.depth(queue)).toBe(0);
  expect(emulator.controls.queues()).toMatchObject([
    { name: queue, state: 'RUNNING', inFlight: 0, counts: { created: 1, dispatched: 1, duplicated: 1, succeeded: 1 } },
  ]);
});

test('on a full disk nothing is accepted, nothing accepted is lost, and nothing runs again that was answered', async () => {
  const held: (() => void)[] = [];
  target.answerWith((_, response) => held.push(() => response.end()));
  expect(await create('running')).toBe(0);
  await target.count(1);
  await client.pauseQueue({ name: queue });
  expect(await create('waiting')).toBe(0);

  emulator.controls.faults.storageFull(true);
  expect(await create('refused')).toBe(UNAVAILABLE);
  for (const answer of held) {
    answer();
  }
  await eventually(() => emulator.controls.queues()[0]?.counts.responses).toEqual({ 200: 1 });
  await clock.advanceAsync(10_000);
  // The success could not be written down: the slot stays taken, so the task is not sent again.
  expect(emulator.controls.queues()).toMatchObject([{ depth: 2, inFlight: 1, counts: { succeeded: 0 } }]);
  emulator.controls.faults.clear();
  await clock.advanceAsync(1000);
  expect(emulator.controls.queues()).toMatchObject([{ depth: 1, inFlight: 0, counts: { succeeded: 1 } }]);

  emulator.controls.faults.storageFull(true);
  await clock.advanceAsync(1000);
  emulator.controls.faults.clear();
  target.answerWith((_, response) => response.end());
  await client.resumeQueue({ name: queue });
  await target.count(2);
  expect(target.received.map(({ headers }) => headers['x-cloudtasks-taskname'])).toEqual(['running', 'waiting']);
  expect(await create('refused')).toBe(0);
});

test('a dispatch that cannot be written down is not made, and is made once the disk has room', async () => {
  await client.createTask({
    parent: queue,
    task: {
      name: `${queue}/tasks/later`,
      httpRequest: { url: target.url },
      scheduleTime: { seconds: clock.now() / 1000 + 60 },
    },
  });
  emulator.controls.faults.storageFull(true);
  await clock.advanceAsync(120_000);
  expect(emulator.controls.queues()).toMatchObject([{ depth: 1, inFlight: 0, counts: { dispatched: 0 } }]);
  emulator.controls.faults.clear();
  await clock.advanceAsync(1000);
  await target.count(1);
});

test('queues given at the start are created, then set to what is given, and stay paused', async () => {
  const file = join(folder, 'restarted.sqlite');
  const start = (queues: readonly QueueDefinition[]) =>
    startCloudTasksEmulator({ port: 0, jwksPort: 0, file, clock, queues });
  const first = await start([{ name: queue, rateLimits: { maxConcurrentDispatches: 5 } }]);
  const firstClient = officialClient(first.port);
  await firstClient.pauseQueue({ name: queue });
  await firstClient.close();
  await first.close();
  const second = await start([{ name: queue, retryConfig: { maxAttempts: 9 } }]);
  const secondClient = officialClient(second.port);
  expect((await secondClient.getQueue({ name: queue }))[0]).toMatchObject({
    state: 'PAUSED',
    rateLimits: { maxConcurrentDispatches: 5 },
    retryConfig: { maxAttempts: 9 },
  });
  await secondClient.close();
  await second.close();
});

test('a taken port is said plainly', async () => {
  const start = startCloudTasksEmulator({ port: emulator.port, jwksPort: 0, file: ':memory:' });
  await expect(start).rejects.toThrow(ListenError);
  await expect(start).rejects.toThrow(`cannot listen on 127.0.0.1:${emulator.port}. Is that port taken?`);
  const jwks = startCloudTasksEmulator({ port: 0, jwksPort: emulator.jwksPort, file: ':memory:' });
  await expect(jwks).rejects.toThrow(ListenError);
});

test('a caller without a permission is refused, and told which ones it has', async () => {
  emulator.controls.faults.denyRights(['cloudtasks.tasks.get']);
  expect(await create('t1')).toBe(0);
  await expect(client.getTask({ name: `${queue}/tasks/t1` })).rejects.toMatchObject({
    code: 7,
    message: expect.stringContaining('lacks IAM permission "cloudtasks.tasks.get"'),
  });
  const permissions = ['cloudtasks.tasks.create', 'cloudtasks.tasks.get'];
  const [answer] = await client.testIamPermissions({ resource: queue, permissions });
  expect(answer.permissions).toEqual(['cloudtasks.tasks.create']);
  emulator.controls.faults.clear();
  const [all] = await client.testIamPermissions({ resource: queue, permissions });
  expect(all.permissions).toEqual(permissions);
});
