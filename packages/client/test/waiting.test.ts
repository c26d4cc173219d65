import { createManualClock, whileTimePasses } from '@sets/clock/testing';
import type { Job } from '@sets/contract';
import { expect, it } from 'vitest';
import type { FetchResponse } from '../src/index.ts';
import { eventStream, FINISHED, json, problem, QUEUED, type Step, scriptedApi } from './support/scripted-api.ts';

const RUNNING: Job = { ...QUEUED, status: 'running', stage: 'fetching' };

/** As `json`, from a platform whose answers have no body to read piece by piece. */
function withoutBody(job: Job): Response {
  const response: FetchResponse = { status: 200, headers: new Headers(), text: async () => JSON.stringify(job) };
  return response as Response;
}

/** Waits for a job that was submitted a moment ago. */
function waitFor(steps: readonly Step[], first: Response = json(202, QUEUED)) {
  const { client, asked, settle, clock } = scriptedApi([first, ...steps]);
  const seen: string[] = [];
  const ended = settle(
    client
      .submit({ url: 'https://vm.tiktok.com/ZM1/' })
      .then((job) => client.wait(job, { onChange: ({ status }) => seen.push(status) })),
  );
  const requests = () =>
    asked.map(({ method, url, headers }) => `${method} ${url.slice(15)} ${headers['last-event-id'] ?? ''}`.trim());
  return { ended, seen, requests, asked, clock };
}

const EVENTS = `GET /v1/jobs/${QUEUED.id}/events`;
const POLL = `GET /v1/jobs/${QUEUED.id}`;

it('follows the events until the job has ended, and shows each state', async () => {
  const { ended, seen, requests, clock } = waitFor([eventStream([RUNNING, FINISHED], 'stays')]);
  expect(await ended).toEqual(FINISHED);
  expect(seen).toEqual(['queued', 'running', 'succeeded']);
  expect(requests()).toEqual(['POST /v1/jobs', EVENTS]);
  expect(clock.pendingTimers).toBe(0);
});

it('asks nothing more about a job that has ended', async () => {
  const { ended, seen, requests } = waitFor([], json(200, FINISHED));
  expect(await ended).toEqual(FINISHED);
  expect([seen, requests()]).toEqual([['succeeded'], ['POST /v1/jobs']]);
});

it('connects again where a stream ends or breaks, and names the last event that it has', async () => {
  const { ended, requests } = waitFor([
    eventStream([RUNNING], 'breaks'),
    new TypeError('fetch failed'),
    problem(503, 'shutting_down', { retryable: true }),
    eventStream([FINISHED], 'ends'),
  ]);
  expect(await ended).toEqual(FINISHED);
  expect(requests().slice(1)).toEqual([EVENTS, ...Array(3).fill(`${EVENTS} 100.1`)]);
});

it('polls once after a stream that gave nothing, at the pace of polls', async () => {
  const page = new Response('<html>Welcome</html>');
  const { ended, requests, asked } = waitFor([
    ...[eventStream([RUNNING], 'ends'), eventStream([], 'ends'), json(200, RUNNING), page, json(200, RUNNING)],
    eventStream([FINISHED], 'stays'),
  ]);
  expect(await ended).toEqual(FINISHED);
  const again = `${EVENTS} 100.1`;
  expect(requests().slice(1)).toEqual([EVENTS, again, POLL, again, POLL, again]);
  expect(asked.map(({ at }) => at)).toEqual([0, 0, 250, 1_500, 1_500, 2_750, 2_750]);
});

it('passes on what the one who looks on throws, and asks no more', async () => {
  const { client, asked, clock } = scriptedApi([json(202, QUEUED), eventStream([RUNNING], 'stays')]);
  const job = await client.submit({ url: 'x' });
  const waiting = client.wait(job, {
    onChange({ status }) {
      if (status === 'running') {
        throw new RangeError('mine');
      }
    },
  });
  await expect(waiting).rejects.toThrow(RangeError);
  expect(asked).toHaveLength(2);
  expect(clock.pendingTimers).toBe(0);
});

it('polls at the pace that the job names where a body cannot be streamed', async () => {
  const steps = [withoutBody(RUNNING), withoutBody({ ...RUNNING, poll_after_ms: 3_000 }), withoutBody(FINISHED)];
  const { ended, requests, asked } = waitFor(steps, withoutBody(QUEUED));
  expect(await ended).toEqual(FINISHED);
  expect(requests().slice(1)).toEqual([POLL, POLL, POLL]);
  expect(asked.map(({ at }) => at)).toEqual([0, 1_000, 2_000, 5_000]);
});

it.each<[string, unknown, number]>([
  ['no pace', undefined, 250],
  ['none that can be kept', 'soon', 250],
  ['a pace longer than timers last', 2 ** 32, 60_000],
])('polls calmly a job that names %s', async (_what, pace, everyMs) => {
  const odd = withoutBody({ ...RUNNING, poll_after_ms: pace as number });
  const { ended, asked } = waitFor([odd, withoutBody(FINISHED)], withoutBody({ ...QUEUED, poll_after_ms: 250 }));
  expect(await ended).toEqual(FINISHED);
  expect(asked.map(({ at }) => at)).toEqual([0, 250, 250 + everyMs]);
});

it('looks first at a job that it knows by its id alone, and learns so whether it can follow', async () => {
  const { client, asked, settle } = scriptedApi([json(200, RUNNING), eventStream([FINISHED], 'ends')]);
  expect(await settle(client.wait(QUEUED.id))).toEqual(FINISHED);
  expect(asked.map(({ url }) => url.slice(15))).toEqual([POLL.slice(4), EVENTS.slice(4)]);
});

it.each<[string, Step]>([
  ['is held back on its way', 'silence'],
  ['sends nothing for 30 s', eventStream([RUNNING], 'stays')],
  ['finds no place', problem(429, 'too_many_streams', { retryable: true, retry_after_s: 5 })],
])('polls instead of a stream that %s', async (_what, step) => {
  const { ended, requests } = waitFor([step, json(200, RUNNING), json(200, FINISHED)]);
  expect(await ended).toEqual(FINISHED);
  expect(requests().slice(1)).toEqual([EVENTS, POLL, POLL]);
});

it('does not wait for a job that it may not see', async () => {
  const { ended } = waitFor([problem(404, 'job_not_found', { retryable: false })]);
  await expect(ended).rejects.toMatchObject({ code: 'job_not_found', status: 404 });
});

it('fails after two minutes without a word, not before', async () => {
  const { ended, asked } = waitFor(Array<Step>(200).fill(new TypeError('fetch failed')));
  await expect(ended).rejects.toMatchObject({ code: 'network_failed' });
  const last = asked.at(-1)?.at ?? 0;
  expect(last).toBeGreaterThan(115_000);
  expect(last).toBeLessThan(125_000);
});

it('goes on after a sleep of hours, in which nothing could be heard', async () => {
  const timers = createManualClock();
  let sleptMs = 0;
  // Timers stand still while a machine sleeps; its time of day does not.
  const clock = { now: () => timers.now() + sleptMs, schedule: timers.schedule };
  const broken = new TypeError('Network request failed');
  const steps = [json(202, QUEUED), eventStream([RUNNING], 'stays'), broken, broken, json(200, FINISHED)];
  const { client, asked } = scriptedApi(steps, { clock });
  const waiting = client.wait(await client.submit({ url: 'x' }), {
    onChange({ status }) {
      sleptMs = status === 'running' ? 3 * 3_600_000 : sleptMs;
    },
  });
  expect(await whileTimePasses(timers, waiting, 100)).toEqual(FINISHED);
  expect(asked).toHaveLength(5);
});

it('ends its waiting with its signal', async () => {
  const leaving = new AbortController();
  const { client, clock } = scriptedApi([json(202, QUEUED), eventStream([RUNNING], 'stays')]);
  const waiting = client.wait(await client.submit({ url: 'x' }), {
    signal: leaving.signal,
    onChange: ({ status }) => status === 'running' && leaving.abort(new Error('enough')),
  });
  await expect(waiting).rejects.toThrow('enough');
  expect(clock.pendingTimers).toBe(0);
});
