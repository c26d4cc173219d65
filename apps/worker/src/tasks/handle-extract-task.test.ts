import { Writable } from 'node:stream';
import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import { WORKER_ROUTES } from '@sets/contract/routes';
import type { ClaimOutcome, JobLease } from '@sets/jobs';
import {
  bindRoutes,
  createHttpApp,
  createLogger,
  createMetrics,
  type Listening,
  listen,
  noTracing,
} from '@sets/service-kit';
import { watchAgainst } from '@sets/service-kit/testing';
import { afterEach, expect, it } from 'vitest';
import type { RunOutcome } from '../jobs/run-outcome.ts';
import { createSlots } from '../jobs/slots.ts';
import { createSuspects } from '../jobs/suspects.ts';
import { type ExtractTaskDeps, handleExtractTask } from './handle-extract-task.ts';

const JOB_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const TRACE = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const job = { created_at: 1_000, finished_at: 4_500, stage: 'resolving' };
const lease = { job, lost: new AbortController().signal } as JobLease;
const claimed: ClaimOutcome = { kind: 'claimed', lease };

/** An answer that the table of routes does not know fails the test that got it. */
const ask = watchAgainst(WORKER_ROUTES);

const servers: Listening[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server.close({ graceMs: 0 });
  }
});

/** The route alone on a real server, with the claim and the run that a test gives. */
async function setUp({
  claim = async () => claimed,
  run = async () => 'succeeded',
  stopping = false,
  capacity = 1,
}: {
  readonly claim?: ExtractTaskDeps['store']['jobs']['claim'];
  readonly run?: ExtractTaskDeps['runJob'];
  readonly stopping?: boolean;
  readonly capacity?: number;
} = {}) {
  const log: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const logger = createLogger({ service: 'worker', region: 'r', version: 'v', level: 'info', format: 'json', stream });
  const clock = createManualClock();
  const slots = createSlots(capacity);
  const handBack = new AbortController();
  const ended: [RunOutcome, number][] = [];
  const extract = handleExtractTask({
    ...{ store: { jobs: { claim } }, slots, runJob: run, logger, tracer: noTracing, owner: 'w-1', region: 'r' },
    metrics: { ended: (outcome, ageS) => void ended.push([outcome, ageS]) },
    isStopping: () => stopping,
    suspects: createSuspects({ slots, clock, logger, handBack: handBack.signal }),
  });
  const app = createHttpApp({
    logger,
    metrics: createMetrics({ service: 'worker', region: 'r' }),
    routes: bindRoutes(
      { extract: WORKER_ROUTES.extract },
      { extract },
      { task: () => ({ id: 'push', kind: 'service', scopes: [] }) },
    ),
  });
  const server = await listen(app, { port: 0 });
  servers.push(server);
  const good = JSON.stringify({ job_id: JOB_ID, dispatch_no: 0, trace: TRACE });
  const push = (body = good, headers: Record<string, string> = {}): Promise<Response> =>
    ask(`${server.url}/tasks/extract`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const errors = () => log.filter(({ severity }) => severity === 'ERROR');
  return { push, slots, clock, handBack, ended, errors, log };
}

it('works on a job that it could claim, and counts how that ended', async () => {
  const asked: unknown[] = [];
  const { push, slots, ended } = await setUp({
    claim: async (...input) => {
      asked.push(input);
      return claimed;
    },
    run: async (given) => (given === lease ? 'succeeded' : 'failed'),
  });
  const answer = await push();
  expect([answer.status, await answer.json()]).toEqual([200, { outcome: 'claimed' }]);
  expect(asked).toEqual([[JOB_ID, { owner: 'w-1', region: 'r', asCreated: undefined }]]);
  expect([ended, slots.active]).toEqual([[['succeeded', 3.5]], 0]);
});

const task = (job_id: unknown, more: object = {}): string => JSON.stringify({ job_id, dispatch_no: 0, ...more });

it.each<[what: string, code: string, body: string, headers?: Record<string, string>]>([
  ['another shape', 'invalid_request', '{"job":1}'],
  ['an array', 'invalid_request', '[]'],
  ['null', 'invalid_json', 'null'],
  ['a bare string', 'invalid_json', '"job"'],
  ['no JSON', 'invalid_json', '{"job_id":'],
  ['nothing', 'invalid_request', ''],
  ['an id that Firestore keeps to itself', 'invalid_request', task('__aaaaaaaaaaaaaaaa__')],
  ['an id that leads elsewhere', 'invalid_request', task('../fleet/aaaaaaaaaaaa')],
  ['an id of another type', 'invalid_request', task(7)],
  ['a count of another type', 'invalid_request', task(JOB_ID, { dispatch_no: 'first' })],
  ['an overlong trace', 'invalid_request', task(JOB_ID, { trace: 'x'.repeat(257) })],
  ['more than Cloud Tasks takes', 'body_too_large', `"${'x'.repeat(1_048_576)}"`],
  ['no content type', 'unsupported_media_type', task(JOB_ID), { 'content-type': '' }],
  ['another content type', 'unsupported_media_type', task(JOB_ID), { 'content-type': 'text/plain' }],
  ['an unknown encoding', 'unsupported_media_type', task(JOB_ID), { 'content-encoding': 'rot13' }],
  ['a broken encoding', 'invalid_request', task(JOB_ID), { 'content-encoding': 'gzip' }],
])('drops a malformed task, which must not circle: %s', async (_what, code, body, headers = {}) => {
  const { push, errors } = await setUp();
  const answer = await push(body, headers);
  expect([answer.status, await answer.json()]).toEqual([200, { outcome: 'malformed' }]);
  expect(errors()).toMatchObject([{ message: 'Malformed task', code }]);
});

it.each([
  ['the claim', { claim: () => Promise.reject(new Error('a field of no known type')) }],
  ['the run', { run: () => Promise.reject(new TypeError('x is not a function')) }],
])('ends a task at which %s fails as nobody expected, with an error line under the job', async (_who, broken) => {
  const { push, slots, errors } = await setUp(broken);
  const answer = await push();
  expect([answer.status, await answer.json()]).toEqual([200, { outcome: 'dropped' }]);
  expect(errors()).toMatchObject([{ message: 'A task met what nobody expected', job_id: JOB_ID }]);
  expect(slots.active).toBe(0);
});

it.each<[string, ClaimOutcome]>([
  ['A task names a job that does not exist', { kind: 'unknown' }],
  ['A job cannot be read', { kind: 'malformed', error: new Error('no status') } as ClaimOutcome],
])('ends a task of no use, with an error line under the job: %s', async (message, outcome) => {
  const { push, errors, ended } = await setUp({ claim: async () => outcome });
  expect((await push()).status).toBe(200);
  expect(errors()).toMatchObject([{ message, job_id: JOB_ID }]);
  expect(ended).toEqual([]);
});

it('gives a task back while all slots are taken, and takes the next one', async () => {
  const running = Promise.withResolvers<RunOutcome>();
  const begun = Promise.withResolvers<void>();
  const { push } = await setUp({
    run: () => {
      begun.resolve();
      return running.promise;
    },
  });
  const first = push();
  await begun.promise;
  const second = await push();
  expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1']);
  running.resolve('succeeded');
  expect((await first).status).toBe(200);
  expect((await push()).status).toBe(200);
});

it('gives a task back once it is stopping', async () => {
  const { push, slots } = await setUp({ stopping: true });
  expect((await push()).status).toBe(503);
  expect(slots.active).toBe(0);
});

it('gives a task back whose job could not be read, or whose end could not be stored', async () => {
  const away = () => Promise.reject(new ProblemError('storage_unavailable'));
  for (const broken of [{ claim: away }, { run: away }]) {
    const { push, slots } = await setUp(broken);
    expect((await push()).status).toBe(503);
    expect(slots.active).toBe(0);
  }
});

it('starts a job that has cost two workers only beside few others, and within a minute', async () => {
  const events: string[] = [];
  const begin = async () => {
    events.push('begun');
    return { kind: 'written' } as const;
  };
  const suspect = { kind: 'claimed', lease: { ...lease, begin, job: { ...job, stage: null } } } as ClaimOutcome;
  const run = async (): Promise<RunOutcome> => {
    events.push('run');
    return 'succeeded';
  };
  const { push, slots, clock } = await setUp({ claim: async () => suspect, run, capacity: 9 });
  const neighbours = Array.from({ length: 5 }, () => slots.tryAcquire());
  const first = push();
  await expect.poll(() => clock.pendingTimers).toBe(1);
  neighbours[0]?.();
  expect(events).toEqual([]);
  neighbours[1]?.();
  await first;
  expect(events).toEqual(['begun', 'run']);
  neighbours[0] = slots.tryAcquire();
  const second = push();
  await expect.poll(() => clock.pendingTimers).toBe(1);
  await clock.advanceAsync(60_000);
  await second;
  expect(events).toEqual(['begun', 'run', 'begun', 'run']);
});

it.each(['canceled', 'handed back'])('holds a suspect back no longer once it is to be %s', async (how) => {
  const lost = new AbortController();
  const begin = () => Promise.reject(new Error('there is nothing to begin'));
  const held = { job: { ...job, stage: null }, lost: lost.signal, begin } as unknown as JobLease;
  const suspect: ClaimOutcome = { kind: 'claimed', lease: held };
  const { push, slots, clock, handBack, log } = await setUp({ claim: async () => suspect, capacity: 9 });
  for (let neighbours = 0; neighbours < 4; neighbours += 1) {
    slots.tryAcquire();
  }
  const answer = push();
  await expect.poll(() => clock.pendingTimers).toBe(1);
  (how === 'canceled' ? lost : handBack).abort();
  expect((await answer).status).toBe(200);
  expect([clock.pendingTimers, log.filter(({ severity }) => severity === 'WARNING')]).toEqual([0, []]);
});

it('runs one at a time of the suspects whose minute has passed', async () => {
  const begin = async () => ({ kind: 'written' }) as const;
  const suspect = { kind: 'claimed', lease: { ...lease, begin, job: { ...job, stage: null } } } as ClaimOutcome;
  const begun: PromiseWithResolvers<RunOutcome>[] = [];
  const run = (): Promise<RunOutcome> => {
    const one = Promise.withResolvers<RunOutcome>();
    begun.push(one);
    return one.promise;
  };
  const { push, slots, clock } = await setUp({ claim: async () => suspect, run, capacity: 9 });
  for (let neighbours = 0; neighbours < 4; neighbours += 1) {
    slots.tryAcquire();
  }
  const answers = [push(), push()];
  await expect.poll(() => clock.pendingTimers).toBe(2);
  await clock.advanceAsync(60_000);
  await expect.poll(() => begun.length).toBe(1);
  await clock.advanceAsync(60_000);
  expect(begun).toHaveLength(1);
  begun[0]?.resolve('succeeded');
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.resolve('succeeded');
  await Promise.all(answers);
});
