import type { CloudTasksClient } from '@google-cloud/tasks';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CloudTasksEmulator, startCloudTasksEmulator } from '../src/index.ts';
import { eventually } from './eventually.ts';
import { LOCATION, officialClient } from './official-client.ts';
import { startReceivingServer, status } from './receiving-server.ts';

let emulator: CloudTasksEmulator;
let client: CloudTasksClient;
let target: Awaited<ReturnType<typeof startReceivingServer>>;
const queue = `${LOCATION}/queues/extract`;

beforeEach(async () => {
  target = await startReceivingServer();
  emulator = await startCloudTasksEmulator({ port: 0, jwksPort: 0, file: ':memory:' });
  client = officialClient(emulator.port);
  await client.createQueue({
    parent: LOCATION,
    queue: { name: queue, retryConfig: { minBackoff: { nanos: 20_000_000 }, maxBackoff: { seconds: 1 } } },
  });
});

afterEach(async () => {
  await client.close();
  await emulator.close();
  await target.close();
});

test('a task is dispatched with the headers of the real service and a verifiable identity token', async () => {
  const before = Date.now() / 1000;
  await client.createTask({
    parent: queue,
    task: {
      name: `${queue}/tasks/t1`,
      httpRequest: {
        url: `${target.url}/tasks/extract?x=1`,
        httpMethod: 'POST',
        headers: {
          'X-Custom': 'kept',
          Host: 'evil.example',
          'User-Agent': 'mine',
          'X-Google-Forged': '1',
          'X-CloudTasks-TaskRetryCount': '99',
          Authorization: 'Bearer mine',
        },
        body: Buffer.from('{"job_id":"j"}'),
        oidcToken: { serviceAccountEmail: 'tasks@demo.iam.gserviceaccount.com', audience: 'https://worker.example' },
      },
    },
  });
  await target.count(1);

  const [request] = target.received;
  expect(request).toMatchObject({ method: 'POST', path: '/tasks/extract?x=1', body: '{"job_id":"j"}' });
  const { headers } = request as NonNullable<typeof request>;
  expect(headers).toMatchObject({
    'x-custom': 'kept',
    'user-agent': 'Google-Cloud-Tasks',
    'x-cloudtasks-queuename': 'extract',
    'x-cloudtasks-taskname': 't1',
    'x-cloudtasks-taskretrycount': '0',
    'x-cloudtasks-taskexecutioncount': '0',
    host: new URL(target.url).host,
  });
  expect(Number(headers['x-cloudtasks-tasketa'])).toBeGreaterThanOrEqual(before - 0.001);
  for (const absent of [
    'content-type',
    'x-google-forged',
    'x-cloudtasks-taskpreviousresponse',
    'x-cloudtasks-taskretryreason',
  ]) {
    expect(headers).not.toHaveProperty(absent);
  }

  const configuration = await (await fetch(`${emulator.issuer}/.well-known/openid-configuration`)).json();
  expect(configuration).toMatchObject({ issuer: emulator.issuer, jwks_uri: emulator.jwksUri });
  const token = (headers.authorization ?? '').replace(/^Bearer /, '');
  const { payload, protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(emulator.jwksUri)), {
    issuer: emulator.issuer,
    audience: 'https://worker.example',
  });
  expect(protectedHeader.alg).toBe('RS256');
  expect(payload).toMatchObject({ email: 'tasks@demo.iam.gserviceaccount.com', email_verified: true });
  expect(payload.sub).toMatch(/^\d{21}$/);
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
});

test('the audience defaults to the URL of the target', async () => {
  const url = `${target.url}/tasks/sweep?a=b`;
  await client.createTask({
    parent: queue,
    task: { httpRequest: { url, oidcToken: { serviceAccountEmail: 'a@b.example' } } },
  });
  await target.count(1);
  const token = (target.received[0]?.headers.authorization ?? '').replace(/^Bearer /, '');
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(emulator.jwksUri)));
  expect(payload.aud).toBe(url);
});

test('failures are retried with the history in the headers, and tasks.get shows it until the task succeeds', async () => {
  const answers = [503, 404, 200];
  target.answerWith((request, response) => status(answers[target.received.length - 1] ?? 200)(request, response));
  const name = `${queue}/tasks/retried`;
  await client.createTask({ parent: queue, task: { name, httpRequest: { url: target.url } } });

  await target.count(2);
  const [task] = await client.getTask({ name });
  expect(task.dispatchCount).toBeGreaterThanOrEqual(2);
  await target.count(3);

  const seen = target.received.map(({ headers }) => ({
    retry: headers['x-cloudtasks-taskretrycount'],
    executions: headers['x-cloudtasks-taskexecutioncount'],
    previous: headers['x-cloudtasks-taskpreviousresponse'],
    reason: headers['x-cloudtasks-taskretryreason'],
  }));
  expect(seen).toEqual([
    { retry: '0', executions: '0', previous: undefined, reason: undefined },
    { retry: '1', executions: '0', previous: '503', reason: '' },
    { retry: '2', executions: '1', previous: '404', reason: '' },
  ]);
  await eventually(() =>
    client.getTask({ name }).catch((error: { code: number; details: string }) => [error.code, error.details]),
  ).toEqual([
    5,
    'The task no longer exists, though a task with this name existed recently. The task either successfully completed or was deleted.',
  ]);
});
