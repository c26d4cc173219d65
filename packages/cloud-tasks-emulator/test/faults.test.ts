import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudTasksClient } from '@google-cloud/tasks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CloudTasksEmulator, ListenError, startCloudTasksEmulator } from '../src/index.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
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
  await clock.advance(30_000);
  expect(await create('t1')).toBe(0);
});

test('a dropped answer has been applied: the retry meets ALREADY_EXISTS and the task runs once', async () => {
  emulator.controls.faults.dropCreateAnswers(1);
  expect(await create('t1')).toBe(UNAVAILABLE);
  expect(await create('t1')).toBe(6);
  await target.count(1);
  await expect.poll(() => emulator.controls.depth(queue)).toBe(0);
  expect(target.received.length).toBe(1);
});

test('a duplicated delivery reaches the target twice and ends the task once', async () => {
  emulator.controls.faults.duplicateDeliveries(1);
  await create('t1');
  await target.count(2);
  await expect.poll(() => emulator.controls.depth(queue)).toBe(0);
  expect(emulator.controls.queues()).toMatchObject([
    { name: queue, state: 'RUNNING', inFlight: 0, counts: { created: 1, dispatched: 1, duplicated: 1, succeeded: 1 } },
  ]);
});

test('on a full disk nothing is accepted that is not durable, nothing accepted is lost, and it heals', async () => {
  await client.pauseQueue({ name: queue });
  const accepted: string[] = [];
  emulator.controls.faults.storageFull(true);
  let refusals = 0;
  for (let n = 0; n < 40; n += 1) {
    const code = await create(`t${n}`, 'x'.repeat(5000));
    if (code === 0) accepted.push(`t${n}`);
    else {
      expect(code).toBe(UNAVAILABLE);
      refusals += 1;
    }
  }
  expect(refusals).toBeGreaterThan(0);
  emulator.controls.faults.clear();
  expect(await create('after', 'x'.repeat(5000))).toBe(0);
  accepted.push('after');
  const [listed] = await client.listTasks({ parent: queue });
  expect(listed.map(({ name }) => name?.split('/').at(-1)).toSorted()).toEqual(accepted.toSorted());
  await client.resumeQueue({ name: queue });
  await target.count(accepted.length);
});

test('a taken port is said plainly', async () => {
  const start = startCloudTasksEmulator({ port: emulator.port, jwksPort: 0, file: ':memory:' });
  await expect(start).rejects.toThrow(ListenError);
  await expect(start).rejects.toThrow(`cannot listen on 127.0.0.1:${emulator.port}. Is that port taken?`);
  const jwks = startCloudTasksEmulator({ port: 0, jwksPort: emulator.jwksPort, file: ':memory:' });
  await expect(jwks).rejects.toThrow(ListenError);
});
