import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventually } from './eventually.ts';
import { LOCATION, officialClient } from './official-client.ts';
import { startReceivingServer } from './receiving-server.ts';

// Four processes start one after the other, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const script = fileURLToPath(new URL('emulator-process.ts', import.meta.url));
const queue = `${LOCATION}/queues/extract`;
let folder: string;
let child: ChildProcess | undefined;

async function start() {
  const running = spawn(process.execPath, [script, join(folder, 'tasks.sqlite')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = running;
  const [line] = await once(createInterface(running.stdout), 'line');
  const { port, jwksUri } = JSON.parse(String(line)) as { port: number; jwksUri: string };
  const kill = async () => {
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  return { client: officialClient(port), kill, jwks: async () => (await fetch(jwksUri)).json() };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloud-tasks-'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

test('kill -9 in the middle of writing loses no acknowledged task, tombstone, queue setting or key', async () => {
  const target = await startReceivingServer();
  const first = await start();
  const key = await first.jwks();
  await first.client.createQueue({
    parent: LOCATION,
    queue: { name: queue, rateLimits: { maxConcurrentDispatches: 7 } },
  });
  const done = `${queue}/tasks/done`;
  await first.client.createTask({ parent: queue, task: { name: done, httpRequest: { url: target.url } } });
  await eventually(() =>
    first.client.getTask({ name: done }).then(
      () => 'there',
      () => 'gone',
    ),
  ).toBe('gone');
  await first.client.pauseQueue({ name: queue });

  const acknowledged: string[] = [];
  const writers = Array.from({ length: 20 }, async (_, writer) => {
    for (let n = 0; ; n += 1) {
      const name = `${queue}/tasks/w${writer}-${n}`;
      await first.client.createTask({ parent: queue, task: { name, httpRequest: { url: target.url } } });
      acknowledged.push(name);
      if (acknowledged.length === 300) {
        void first.kill();
      }
    }
  });
  await Promise.allSettled(writers);
  await first.client.close();
  expect(acknowledged.length).toBeGreaterThanOrEqual(300);

  const second = await start();
  expect(await second.jwks()).toEqual(key);
  const [settings] = await second.client.getQueue({ name: queue });
  expect(settings).toMatchObject({ state: 'PAUSED', rateLimits: { maxConcurrentDispatches: 7 } });
  const [listed] = await second.client.listTasks({ parent: queue });
  const names = new Set(listed.map(({ name }) => name));
  expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
  const again = second.client.createTask({ parent: queue, task: { name: done, httpRequest: { url: target.url } } });
  await expect(again).rejects.toMatchObject({ code: 6 });
  await second.client.close();
  await second.kill();
  await target.close();
});

test('an attempt that ran when the process was killed is sent again', async () => {
  const target = await startReceivingServer(() => {});
  const first = await start();
  await first.client.createQueue({ parent: LOCATION, queue: { name: queue } });
  const name = `${queue}/tasks/running`;
  await first.client.createTask({ parent: queue, task: { name, httpRequest: { url: target.url } } });
  await target.count(1);
  await first.client.close();
  await first.kill();

  target.answerWith((_, response) => response.end());
  const second = await start();
  await target.count(2);
  expect(target.received[1]?.headers).toMatchObject({
    'x-cloudtasks-taskname': 'running',
    'x-cloudtasks-taskretrycount': '1',
  });
  await eventually(() =>
    second.client.getTask({ name }).then(
      () => 'there',
      () => 'gone',
    ),
  ).toBe('gone');
  await second.client.close();
  await second.kill();
  await target.close();
});
