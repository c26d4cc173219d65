import { createUnderway } from '@sets/clock';
import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import { WORKER_ROUTES } from '@sets/contract/routes';
import { bindRoutes, createHttpApp, createMetrics, type Listening, listen, silentLogger } from '@sets/service-kit';
import { watchAgainst } from '@sets/service-kit/testing';
import { createPlaces } from '@sets/webhooks';
import { afterEach, expect, it } from 'vitest';
import { handleWebhookTask, TASK_HELD_MS, type WebhookTaskDeps } from './handle-webhook-task.ts';

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
    ...{ clock: createManualClock(), tries: createUnderway() },
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

/** A try that ends as a test says, after its task has been answered. */
async function outlivingTry() {
  const clock = createManualClock();
  const trying = Promise.withResolvers<'delivered'>();
  const tries = createUnderway();
  const warned: string[] = [];
  const handle = handleWebhookTask({
    ...{ clock, tries, fetch, places: createPlaces(clock), allowHttp: false },
    store: { webhooks: { deliver: () => trying.promise }, views: { read: async () => null } },
    logger: { ...silentLogger, warn: (message) => void warned.push(message) },
  });
  const body = { ok: true, value: JSON.parse(TASK) };
  const answered = handle({ body } as Parameters<typeof handle>[0]);
  await clock.advanceAsync(TASK_HELD_MS);
  return { trying, tries, warned, answer: await answered, ended: () => tries.ended(clock, 0) };
}

it('a task waits for its try no longer than it may hold its place in the queue', async () => {
  const { trying, tries, warned, answer, ended } = await outlivingTry();
  expect(answer).toEqual({ status: 200, body: { outcome: 'under_way' } });
  expect(tries.count).toBe(1);
  trying.resolve('delivered');
  expect([await ended(), warned]).toEqual([true, []]);
});

it('a try that outlived its task and met no store is left to the sweeper', async () => {
  const { trying, warned, ended } = await outlivingTry();
  trying.reject(new ProblemError('storage_unavailable'));
  expect(await ended()).toBe(true);
  expect(warned).toEqual(['What became of a webhook could not be stored; the sweeper will try again']);
});
