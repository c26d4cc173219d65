import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { CloudTasksClient, v2beta3 } from '@google-cloud/tasks';
import { credentials } from '@grpc/grpc-js';
import { startCloudTasksEmulator } from '@sets/cloud-tasks-emulator';
import { extractTaskSchema } from '@sets/contract';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTaskDispatcher, type TaskDispatcher } from '../src/index.ts';

interface Push {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

describe('the task dispatcher, through the real client', () => {
  const account = 'tasks@test.iam.gserviceaccount.com';
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const pushes: Push[] = [];
  const disposables = new AsyncDisposableStack();
  let emulator: Awaited<ReturnType<typeof startCloudTasksEmulator>>;
  let dispatcher: TaskDispatcher;

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
      response.end();
    }).listen(0, '127.0.0.1');
    await once(worker, 'listening');
    const address = worker.address();
    const port = typeof address === 'object' ? address?.port : 0;
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
    dispatcher = createTaskDispatcher({
      client,
      statsClient,
      project: 'test',
      queue: 'extract',
      workerUrl: (region) => `http://127.0.0.1:${port}/${region}/`,
      serviceAccountEmail: account,
      audience: 'https://worker.test',
      timeoutMs: 3_000,
    });
  });
  afterAll(() => disposables.disposeAsync());

  const dispatch = { jobId: 'job-id-0123456789abc', dispatchNo: 0, region: 'us-central1', trace };

  it('pushes the payload with a type, a trace and a token that a worker can check', async () => {
    await dispatcher.dispatch(dispatch);
    await expect.poll(() => pushes.length).toBe(1);
    const [push] = pushes;
    expect(push?.url).toBe('/us-central1/tasks/extract');
    expect(push?.headers).toMatchObject({
      'content-type': 'application/json',
      traceparent: trace,
      'x-cloudtasks-taskname': 'job-id-0123456789abc-0',
    });
    expect(extractTaskSchema.parse(push?.body)).toEqual({ job_id: dispatch.jobId, dispatch_no: 0, trace });
    const token = push?.headers.authorization?.replace('Bearer ', '') ?? '';
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(emulator.jwksUri)), {
      issuer: emulator.issuer,
      audience: 'https://worker.test',
    });
    expect(payload.email).toBe(account);
  });

  it('tells which of the rights that we make use of are missing', async () => {
    expect(await dispatcher.missingRights('us-central1')).toEqual([]);
    emulator.controls.faults.denyRights(['cloudtasks.tasks.get', 'cloudtasks.queues.delete']);
    expect(await dispatcher.missingRights('us-central1')).toEqual(['cloudtasks.tasks.get']);
    emulator.controls.faults.clear();
    await expect(dispatcher.missingRights('europe-west1')).rejects.toThrow('Queue does not exist');
  });

  it('makes one task of the same dispatch, and tells whether it waits', async () => {
    await dispatcher.pauseQueue('us-east1');
    expect(await dispatcher.queueState('us-east1')).toMatchObject({ state: 'paused', depth: 0 });
    const waiting = { ...dispatch, region: 'us-east1', dispatchNo: 7 };
    expect(await dispatcher.taskExists(waiting)).toBe(false);
    await dispatcher.dispatch(waiting);
    await dispatcher.dispatch(waiting);
    expect(await dispatcher.taskExists(waiting)).toBe(true);
    expect(await dispatcher.queueState('us-east1')).toMatchObject({ state: 'paused', depth: 1 });
    await dispatcher.resumeQueue('us-east1');
    expect(await dispatcher.queueState('us-east1')).toMatchObject({ state: 'running' });
    await expect.poll(() => dispatcher.taskExists(waiting)).toBe(false);
    expect(pushes.filter(({ url }) => url.startsWith('/us-east1/'))).toHaveLength(1);
  });

  it('holds a scheduled task until its time', async () => {
    await dispatcher.dispatch({ ...dispatch, dispatchNo: 8, scheduleAtMs: Date.now() + 3_600_000 });
    expect(await dispatcher.taskExists({ ...dispatch, dispatchNo: 8 })).toBe(true);
  });

  it('throws when the service does not answer, and survives an answer that was lost', async () => {
    emulator.controls.faults.dropCreateAnswers(1);
    const lost = { ...dispatch, dispatchNo: 9, scheduleAtMs: Date.now() + 3_600_000 };
    await dispatcher.dispatch(lost).catch(() => dispatcher.dispatch(lost));
    expect(await dispatcher.taskExists(lost)).toBe(true);
    emulator.controls.faults.unavailable();
    await expect(dispatcher.dispatch({ ...dispatch, dispatchNo: 10 })).rejects.toThrow();
    await expect(dispatcher.taskExists(lost)).rejects.toThrow();
    await expect(dispatcher.queueState('us-central1')).rejects.toThrow();
    emulator.controls.faults.clear();
  });
});
