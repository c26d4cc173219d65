import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { CloudTasksClient, v2beta3 } from '@google-cloud/tasks';
import { credentials } from '@grpc/grpc-js';
import { systemClock } from '@sets/clock';
import { startCloudTasksEmulator } from '@sets/cloud-tasks-emulator';
import { noTracing } from '@sets/service-kit';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCallContext } from '../src/call.ts';
import { createTaskQueues } from '../src/cloud-tasks/create-task-queues.ts';
import type { NewTask, TaskQueues } from '../src/tasks/task-queues.ts';

interface Push {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

describe('the task queues, through the real client', () => {
  const account = 'tasks@test.iam.gserviceaccount.com';
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const pushes: Push[] = [];
  const disposables = new AsyncDisposableStack();
  let emulator: Awaited<ReturnType<typeof startCloudTasksEmulator>>;
  let tasks: TaskQueues;
  /** Holds the worker's answers back. */
  let held = async (): Promise<void> => {};

  let audienceOf = (_region: string): string => '';

  beforeAll(async () => {
    const worker = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      pushes.push({
        url: request.url ?? '',
        headers: request.headers,
        body: JSON.parse(String(Buffer.concat(chunks))),
      });
      await held();
      response.end();
    }).listen(0, '127.0.0.1');
    await once(worker, 'listening');
    const address = worker.address();
    const port = typeof address === 'object' ? address?.port : 0;
    audienceOf = (region) => `http://127.0.0.1:${port}/${region}/`;
    disposables.defer(() => void worker.close());
    emulator = await startCloudTasksEmulator({
      port: 0,
      jwksPort: 0,
      file: ':memory:',
      queues: ['us-central1', 'us-east1'].map((region) => ({
        name: `projects/test/locations/${region}/queues/extract`,
      })),
    });
    disposables.defer(() => emulator.close());
    const options = {
      projectId: 'test',
      apiEndpoint: '127.0.0.1',
      port: emulator.port,
      sslCreds: credentials.createInsecure(),
      clientOptions: { universeDomain: 'googleapis.com' },
    };
    const client = new CloudTasksClient(options);
    const statsClient = new v2beta3.CloudTasksClient(options);
    disposables.defer(() => client.close());
    disposables.defer(() => statsClient.close());
    tasks = createTaskQueues(
      {
        client: () => client,
        statsClient: () => statsClient,
        project: 'test',
        workerUrl: audienceOf,
        serviceAccountEmail: account,
        random: () => 0.5,
      },
      createCallContext({ clock: systemClock, timeoutMs: 30_000, span: noTracing.span }),
    );
  });
  afterAll(() => disposables.disposeAsync());

  const queue = { queue: 'extract', region: 'us-central1' };
  const task: NewTask = {
    ...queue,
    name: 'job-id-0123456789abc-0',
    path: '/tasks/extract',
    payload: { job_id: 'job-id-0123456789abc', dispatch_no: 0, trace },
    deliveryDeadlineS: 150,
    trace,
  };

  it('push the payload with a type, a trace and a token that a worker can check', async () => {
    await tasks.create(task);
    await expect.poll(() => pushes.length).toBe(1);
    const [push] = pushes;
    expect(push?.url).toBe('/us-central1/tasks/extract');
    expect(push?.headers).toMatchObject({
      'content-type': 'application/json',
      traceparent: trace,
      'x-cloudtasks-taskname': task.name,
    });
    expect(push?.body).toEqual(task.payload);
    const token = push?.headers.authorization?.replace('Bearer ', '') ?? '';
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(emulator.jwksUri)), {
      issuer: emulator.issuer,
      audience: audienceOf('us-central1'),
    });
    expect(payload.email).toBe(account);
  });

  it('tell which of the rights that we make use of are missing', async () => {
    expect(await tasks.missingRights(queue)).toEqual([]);
    emulator.controls.faults.denyRights(['cloudtasks.tasks.get', 'cloudtasks.queues.delete']);
    expect(await tasks.missingRights(queue)).toEqual(['cloudtasks.tasks.get']);
    emulator.controls.faults.clear();
    await expect(tasks.missingRights({ ...queue, region: 'europe-west1' })).rejects.toThrow('Queue does not exist');
  });

  it('make one task of the same name, and tell whether it waits', async () => {
    const east = { ...queue, region: 'us-east1' };
    await tasks.pause(east);
    expect(await tasks.state(east)).toMatchObject({ state: 'paused', depth: 0 });
    const waiting = { ...task, ...east, name: 'waiting-7' };
    expect(await tasks.find(waiting)).toBeNull();
    await tasks.create(waiting);
    await tasks.create(waiting);
    expect(await tasks.find(waiting)).toEqual({ dispatchedAtMs: null });
    expect(await tasks.state(east)).toMatchObject({ state: 'paused', depth: 1 });
    await tasks.resume(east);
    expect(await tasks.state(east)).toMatchObject({ state: 'running' });
    await expect.poll(() => tasks.find(waiting)).toBeNull();
    expect(pushes.filter(({ url }) => url.startsWith('/us-east1/'))).toHaveLength(1);
  });

  it('hold a scheduled task until its time', async () => {
    const later = { ...task, name: 'later-8', scheduleAtMs: Date.now() + 3_600_000 };
    await tasks.create(later);
    expect(await tasks.find(later)).toEqual({ dispatchedAtMs: null });
  });

  it('throw when the service does not answer, and survive an answer that was lost', async () => {
    emulator.controls.faults.dropCreateAnswers(1);
    const lost = { ...task, name: 'lost-9', scheduleAtMs: Date.now() + 3_600_000 };
    // Applied, unanswered, and asked again at once: one task.
    expect(await tasks.create(lost)).toBe('exists');
    expect(await tasks.find(lost)).toEqual({ dispatchedAtMs: null });
    emulator.controls.faults.unavailable();
    const silent = { code: 'storage_unavailable' };
    await expect(tasks.create({ ...task, name: 'silent-10' })).rejects.toMatchObject(silent);
    await expect(tasks.find(lost)).rejects.toMatchObject(silent);
    await expect(tasks.state(queue)).rejects.toMatchObject(silent);
    emulator.controls.faults.clear();
  });

  it('create the task at once when the service comes back within a moment', async () => {
    emulator.controls.faults.unavailable(300);
    expect(await tasks.create({ ...task, name: 'blip-11', scheduleAtMs: Date.now() + 3_600_000 })).toBe('created');
  });

  it('say what somebody must mend', async () => {
    const denied = { ...task, name: 'denied-12' };
    emulator.controls.faults.denyRights(['cloudtasks.tasks.create', 'cloudtasks.tasks.get']);
    await expect(tasks.create(denied)).rejects.toMatchObject({ name: 'TaskRefusedError', reason: 'right' });
    await expect(tasks.find(denied)).rejects.toMatchObject({ reason: 'right' });
    emulator.controls.faults.clear();
    await expect(tasks.create({ ...denied, queue: 'no-such-queue' })).rejects.toMatchObject({ reason: 'queue' });
    await expect(tasks.create({ ...denied, name: 'no/name' })).rejects.toThrow();
  });

  it('tell since when a delivery is under way', async () => {
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    held = async () => {
      resolve();
      await released;
    };
    const frozen = { ...task, name: 'frozen-13' };
    await tasks.create(frozen);
    await arrived;
    const found = await tasks.find(frozen);
    expect(Math.abs((found?.dispatchedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    release();
    await expect.poll(() => tasks.find(frozen)).toBeNull();
  });

  it('throw what no retry can mend as it came', async () => {
    await expect(tasks.state({ ...queue, queue: 'no-such-queue' })).rejects.toThrow('NOT_FOUND');
  });
});
