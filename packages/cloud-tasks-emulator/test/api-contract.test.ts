import type { CloudTasksClient } from '@google-cloud/tasks';
import { createManualClock, type ManualClock } from '@sets/clock/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CloudTasksEmulator, startCloudTasksEmulator } from '../src/index.ts';
import { eventually } from './eventually.ts';
import { betaClient, LOCATION, officialClient } from './official-client.ts';
import { startReceivingServer } from './receiving-server.ts';

let clock: ManualClock;
let emulator: CloudTasksEmulator;
let client: CloudTasksClient;
let beta: ReturnType<typeof betaClient>;
const queue = `${LOCATION}/queues/extract`;
const task = (id: string) => `${queue}/tasks/${id}`;
const httpRequest = { url: 'http://127.0.0.1:9/' };
const inOneHour = () => ({ seconds: Math.floor(clock.now() / 1000) + 3600 });

/** Code and message of the failure of a call. */
const failure = (call: Promise<unknown>) =>
  call.then(
    () => 'succeeded',
    (error: { code: number; details: string }) => [error.code, error.details],
  );
const INVALID = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const NO_QUEUE = [
  NOT_FOUND,
  'Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.',
];

beforeEach(async () => {
  clock = createManualClock();
  emulator = await startCloudTasksEmulator({ port: 0, jwksPort: 0, file: ':memory:', clock });
  client = officialClient(emulator.port);
  beta = betaClient(emulator.port);
  await client.createQueue({ parent: LOCATION, queue: { name: queue } });
});

afterEach(async () => {
  await Promise.all([client.close(), beta.close()]);
  await emulator.close();
});

test('a new queue has the defaults of the service', async () => {
  const [created] = await client.getQueue({ name: queue });
  expect(created).toMatchObject({
    name: queue,
    state: 'RUNNING',
    rateLimits: { maxDispatchesPerSecond: 500, maxBurstSize: 100, maxConcurrentDispatches: 1000 },
    retryConfig: {
      maxAttempts: 100,
      maxDoublings: 16,
      minBackoff: { seconds: '0', nanos: 100_000_000 },
      maxBackoff: { seconds: '3600' },
    },
    purgeTime: null,
  });
});

test('an update changes what the mask names and nothing else; without a queue it creates one', async () => {
  await client.updateQueue({
    queue: { name: queue, rateLimits: { maxConcurrentDispatches: 80 }, retryConfig: { maxAttempts: 7 } },
    updateMask: { paths: ['rate_limits.max_concurrent_dispatches'] },
  });
  const [updated] = await client.getQueue({ name: queue });
  expect(updated.rateLimits).toMatchObject({ maxDispatchesPerSecond: 500, maxConcurrentDispatches: 80 });
  expect(updated.retryConfig?.maxAttempts).toBe(100);

  await client.updateQueue({ queue: { name: `${queue}-2`, retryConfig: { maxAttempts: 5 } } });
  expect((await client.getQueue({ name: `${queue}-2` }))[0].retryConfig?.maxAttempts).toBe(5);
});

test('queues are listed page by page, of their location only', async () => {
  for (const id of ['a', 'b', 'c']) {
    await client.createQueue({ parent: LOCATION, queue: { name: `${LOCATION}/queues/${id}` } });
  }
  const page = async (pageToken: string) => {
    const request = { parent: LOCATION, pageSize: 3, pageToken };
    const [queues, , response] = await client.listQueues(request, { autoPaginate: false });
    return { ids: queues.map(({ name }) => name?.split('/').at(-1)), next: response.nextPageToken ?? '' };
  };
  const first = await page('');
  expect(first.ids).toEqual(['a', 'b', 'c']);
  expect(await page(first.next)).toEqual({ ids: ['extract'], next: '' });
  expect((await client.listQueues({ parent: 'projects/demo/locations/us-east1' }))[0]).toEqual([]);
});

test('queues that are missing, taken or deleted answer as the service does', async () => {
  const missing = `${LOCATION}/queues/missing`;
  expect(await failure(client.getQueue({ name: missing }))).toEqual(NO_QUEUE);
  expect(await failure(client.pauseQueue({ name: missing }))).toEqual(NO_QUEUE);
  expect(await failure(client.purgeQueue({ name: missing }))).toEqual(NO_QUEUE);
  expect(await failure(client.createTask({ parent: missing, task: { httpRequest } }))).toEqual(NO_QUEUE);
  expect(await failure(client.deleteQueue({ name: missing }))).toEqual([NOT_FOUND, 'Requested entity was not found.']);
  const again = () => client.createQueue({ parent: LOCATION, queue: { name: queue } });
  expect(await failure(again())).toEqual([ALREADY_EXISTS, 'Queue already exists']);
  await client.deleteQueue({ name: queue });
  expect(await failure(client.getQueue({ name: queue }))).toEqual(NO_QUEUE);
  expect(await failure(again())).toEqual([
    9,
    'The queue cannot be created because a queue with this name existed too recently.',
  ]);
  await clock.advanceAsync(7 * 24 * 3_600_000);
  expect(await failure(again())).toBe('succeeded');
});

test.each([
  [
    { rateLimits: { maxDispatchesPerSecond: 501 } },
    'RateLimits.maxDispatchesPerSecond must be less than or equal to 500.',
  ],
  [
    { rateLimits: { maxConcurrentDispatches: 5001 } },
    'RateLimits.maxConcurrentDispatches must be less than or equal to 5000.',
  ],
  [{ retryConfig: { maxAttempts: -2 } }, 'RetryConfig.maxAttempts must be greater or equal to -1.'],
  [
    { retryConfig: { minBackoff: { seconds: 2 }, maxBackoff: { seconds: 1 } } },
    'RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.',
  ],
])('refuses a queue with %j', async (config, message) => {
  const name = `${LOCATION}/queues/refused`;
  expect(await failure(client.createQueue({ parent: LOCATION, queue: { name, ...config } }))).toEqual([
    INVALID,
    message,
  ]);
});

test.each([
  ['a/b', /formatted|Task ID/],
  ['with space', /^Task ID "with space" can contain only letters/],
  ['x'.repeat(501), /Task ID must between 1 and 500 characters/],
])('refuses the task id %s', async (id, message) => {
  const [code, text] = await failure(client.createTask({ parent: queue, task: { name: task(id), httpRequest } }));
  expect(code).toBe(INVALID);
  expect(text).toMatch(message);
});

test('refuses tasks that break a limit', async () => {
  const create = (fields: object) => failure(client.createTask({ parent: queue, task: { httpRequest, ...fields } }));
  const body = Buffer.alloc(1_048_577);
  expect(await create({ httpRequest: { ...httpRequest, body } })).toEqual([INVALID, 'Task size too large']);
  expect(await create({ dispatchDeadline: { seconds: 14 } })).toEqual([
    INVALID,
    'Task.dispatchDeadline must be between [15s, 30m].',
  ]);
  const tooFar = { seconds: clock.now() / 1000 + 30 * 86_400 + 1 };
  expect((await create({ scheduleTime: tooFar }))[1]).toMatch(/is too far in the future\. .* no more than 720h/);
  expect(await create({ httpRequest: { url: 'ftp://x' } })).toEqual([
    INVALID,
    "HttpTarget.url must start with 'http://' or 'https://'.",
  ]);
  expect((await create({ httpRequest: { ...httpRequest, httpMethod: 'GET', body: Buffer.from('x') } }))[0]).toBe(
    INVALID,
  );
  expect((await create({ name: `${LOCATION}/queues/other/tasks/t` }))[1]).toMatch(/must be the same as the queue name/);
  expect(
    await create({ httpRequest: { ...httpRequest, body: Buffer.alloc(1_000_000) }, scheduleTime: inOneHour() }),
  ).toBe('succeeded');
});

test('the basic view leaves the body out, the full view has it', async () => {
  const [created] = await client.createTask({
    parent: queue,
    task: { httpRequest: { ...httpRequest, body: Buffer.from('secret') }, scheduleTime: inOneHour() },
  });
  expect(created.name).toMatch(/\/tasks\/\d+$/);
  expect(created).toMatchObject({ view: 'BASIC', dispatchDeadline: { seconds: '600' }, dispatchCount: 0 });
  expect(created.httpRequest?.headers).toEqual({ 'User-Agent': 'Google-Cloud-Tasks' });
  expect(created.httpRequest?.body?.length).toBe(0);
  const [full] = await client.getTask({ name: String(created.name), responseView: 'FULL' });
  expect(String(full.httpRequest?.body)).toBe('secret');
});

test('a name is refused while its task lives and for 24 hours after it ended', async () => {
  const target = await startReceivingServer();
  const create = () =>
    failure(client.createTask({ parent: queue, task: { name: task('once'), httpRequest: { url: target.url } } }));
  const refused = [ALREADY_EXISTS, 'Requested entity already exists'];
  await client.pauseQueue({ name: queue });
  expect(await create()).toBe('succeeded');
  expect(await create()).toEqual(refused);
  await client.resumeQueue({ name: queue });
  await eventually(() => emulator.controls.depth(queue)).toBe(0);
  expect(await create()).toEqual(refused);
  await clock.advanceAsync(24 * 3_600_000);
  expect(await create()).toBe('succeeded');
  await target.close();
});

test('tasks are listed, deleted and purged, and their names stay taken', async () => {
  for (let n = 0; n < 5; n += 1) {
    await client.createTask({ parent: queue, task: { name: task(`t${n}`), httpRequest, scheduleTime: inOneHour() } });
  }
  const [, , twoOfFive] = await client.listTasks({ parent: queue, pageSize: 2 }, { autoPaginate: false });
  expect(twoOfFive.tasks?.length).toBe(2);
  const [all] = await client.listTasks({ parent: queue });
  expect(all.length).toBe(5);
  await client.deleteTask({ name: task('t0') });
  expect((await failure(client.deleteTask({ name: task('t0') })))[0]).toBe(NOT_FOUND);
  expect(await failure(client.getTask({ name: task('never') }))).toEqual([
    NOT_FOUND,
    'Requested entity was not found.',
  ]);
  const [purged] = await client.purgeQueue({ name: queue });
  expect(Number(purged.purgeTime?.seconds)).toBe(Math.floor(clock.now() / 1000));
  expect((await client.listTasks({ parent: queue }))[0]).toEqual([]);
  for (const id of ['t0', 't4']) {
    expect((await failure(client.createTask({ parent: queue, task: { name: task(id), httpRequest } })))[0]).toBe(
      ALREADY_EXISTS,
    );
  }
});

test('a paused queue keeps its tasks, shows its state, and dispatches after it is resumed', async () => {
  const target = await startReceivingServer();
  const [paused] = await client.pauseQueue({ name: queue });
  expect(paused.state).toBe('PAUSED');
  await client.createTask({ parent: queue, task: { httpRequest: { url: target.url } } });
  await clock.advanceAsync(3_600_000);
  expect(target.received).toEqual([]);
  const [resumed] = await client.resumeQueue({ name: queue });
  expect(resumed.state).toBe('RUNNING');
  await target.count(1);
  await target.close();
});

test('statistics come through v2beta3, and only when the read mask names them', async () => {
  await client.createTask({ parent: queue, task: { httpRequest, scheduleTime: inOneHour() } });
  const [without] = await beta.getQueue({ name: queue });
  expect(without.stats).toBeNull();
  const [masked] = await beta.getQueue({ name: queue, readMask: { paths: ['stats', 'state'] } });
  expect(masked).toMatchObject({
    state: 'RUNNING',
    rateLimits: null,
    stats: {
      tasksCount: '1',
      oldestEstimatedArrivalTime: { seconds: String(inOneHour().seconds) },
      executedLastMinuteCount: '0',
      concurrentDispatchesCount: '0',
      effectiveExecutionRate: 500,
    },
  });
});

test('an attempt that outlives its dispatch deadline is cut off and shown as DEADLINE_EXCEEDED', async () => {
  const hanging = await startReceivingServer(() => {});
  const name = task('slow');
  await client.createTask({
    parent: queue,
    task: { name, httpRequest: { url: hanging.url }, dispatchDeadline: { seconds: 15 } },
  });
  await hanging.count(1);
  await clock.advanceAsync(14_999);
  expect((await client.getTask({ name }))[0]).toMatchObject({
    dispatchCount: 1,
    lastAttempt: { responseStatus: null },
  });
  await clock.advanceAsync(1);
  await eventually(async () => (await client.getTask({ name }))[0]).toMatchObject({
    dispatchCount: 1,
    responseCount: 0,
    lastAttempt: { responseStatus: { code: 4 } },
  });
  await clock.advanceAsync(100);
  await hanging.count(2);
  expect(hanging.received[1]?.headers).toMatchObject({
    'x-cloudtasks-taskretrycount': '1',
    'x-cloudtasks-taskexecutioncount': '0',
  });
  await hanging.close();
});
