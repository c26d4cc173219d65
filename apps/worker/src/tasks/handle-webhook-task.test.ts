import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import { WORKER_ROUTES } from '@sets/contract/routes';
import { bindRoutes, createHttpApp, createMetrics, type Listening, listen, silentLogger } from '@sets/service-kit';
import { watchAgainst } from '@sets/service-kit/testing';
import { createPlaces } from '@sets/webhooks';
import { afterEach, expect, it } from 'vitest';
import { handleWebhookTask, type WebhookTaskDeps } from './handle-webhook-task.ts';

const ID = `msg_${'A'.repeat(22)}`;
const TASK = JSON.stringify({ delivery_id: ID, dispatch_no: 0 });
/** An answer that the table of routes does not know fails the test that got it. */
const ask = watchAgainst(WORKER_ROUTES);

let server: Listening | undefined;
afterEach(() => server?.close({ graceMs: 0 }));

/** Pushes one task to the route on a real server, where a try ends as a test says. */
async function push(deliver: WebhookTaskDeps['store']['webhooks']['deliver'], body = TASK, type = 'application/json') {
  const errors: string[] = [];
  const logger = { ...silentLogger, error: (message: string) => void errors.push(message) };
  const webhook = handleWebhookTask({
    store: { webhooks: { deliver }, views: { read: async () => null } },
    ...{ fetch, places: createPlaces(createManualClock()), allowHttp: false, logger },
  });
  const app = createHttpApp({
    logger,
    metrics: createMetrics({ service: 'worker', region: 'r' }),
    routes: bindRoutes(
      { webhook: WORKER_ROUTES.webhook },
      { webhook },
      { task: () => ({ id: 'push', kind: 'service', scopes: [] }) },
    ),
  });
  server = await listen(app, { port: 0 });
  const headers = { 'content-type': type };
  const answer = await ask(`${server.url}/tasks/webhook`, { method: 'POST', headers, body });
  return { status: answer.status, body: await answer.json(), errors };
}

it('says what became of a try', async () => {
  expect(await push(async () => 'pending')).toEqual({ status: 200, body: { outcome: 'pending' }, errors: [] });
});

it.each([
  ['null', 'null'],
  ['no JSON', '{"delivery_id":'],
  ['nothing', ''],
  ['an id that Firestore keeps to itself', JSON.stringify({ delivery_id: '__aaaaaaaaaaaaaaaaaaaa__', dispatch_no: 0 })],
  ['an id that leads elsewhere', JSON.stringify({ delivery_id: 'msg_../../jobs/aaaaaaaaaaa', dispatch_no: 0 })],
  ['more than it takes', `"${'x'.repeat(10_000)}"`],
  ['another content type', TASK, 'text/plain'],
])('drops a malformed task, which must not circle: %s', async (_what, ...given) => {
  const { errors, ...answer } = await push(() => Promise.reject(new Error('tried')), ...given);
  expect(answer).toEqual({ status: 200, body: { outcome: 'malformed' } });
  expect(errors).toEqual(['Malformed webhook task']);
});

it('ends a task that fails as nobody expected, with an error line', async () => {
  const { errors, ...answer } = await push(() => Promise.reject(new TypeError('x is not a function')));
  expect(answer).toEqual({ status: 200, body: { outcome: 'dropped' } });
  expect(errors).toEqual(['A webhook task met what nobody expected']);
});

it('gives a task back while the store does not answer', async () => {
  const { status } = await push(() => Promise.reject(new ProblemError('storage_unavailable')));
  expect(status).toBe(503);
});
