import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { createClient, type Fetch, ProblemError } from '../src/index.ts';
import { FINISHED, json, problem, QUEUED, type Step, scriptedApi } from './support/scripted-api.ts';

const URL = 'https://www.tiktok.com/@mara.moves/video/7561402938475610311';

it('sends what it was given, with the credentials, and gives back the job', async () => {
  const { client, asked } = scriptedApi([json(202, QUEUED)], {
    ...{ apiKey: 'sets_k', appCheckToken: async () => 'token', headers: { traceparent: '00-a-b-01' } },
    profile: 'workout',
  });
  expect(await client.submit({ url: URL, language: 'es' })).toEqual(QUEUED);
  const [{ url, method, body, headers } = { url: '', method: '', body: '', headers: {} }] = asked;
  expect([method, url]).toEqual(['POST', 'http://api.test/v1/jobs']);
  expect(JSON.parse(body ?? '')).toEqual({ url: URL, language: 'es', profile: 'workout' });
  expect(headers).toEqual({
    ...{ authorization: 'Bearer sets_k', 'x-firebase-appcheck': 'token', 'content-type': 'application/json' },
    ...{ traceparent: '00-a-b-01', 'idempotency-key': '8'.repeat(32) },
  });
});

it('says what was refused, typed', async () => {
  const more = { retryable: false, detail: 'Two faults.', errors: [{ path: 'url', message: 'is missing' }] };
  const { client } = scriptedApi([problem(400, 'invalid_request', more)]);
  const error: unknown = await client.submit({ url: '' }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({
    ...{ code: 'invalid_request', status: 400, retryable: false, requestId: 'r-1', detail: 'Two faults.' },
    ...{ message: 'It did not work. Two faults.', errors: [{ path: 'url', message: 'is missing' }] },
  });
});

it('sends a submit again under the same key, after the time that was asked for', async () => {
  const busy = problem(503, 'overloaded', { retryable: true, retry_after_s: 7 });
  const page = new Response('<html>Bad gateway</html>', { status: 502, headers: { 'retry-after': '3' } });
  const steps = [busy, new TypeError('fetch failed'), page, json(202, QUEUED)];
  const { client, asked, settle } = scriptedApi(steps);
  expect(await settle(client.submit({ url: URL }))).toEqual(QUEUED);
  expect(new Set(asked.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set(['8'.repeat(32)]));
  // 7 s as asked and half of the spread; half of the second back-off; 3 s as the page's header asked.
  expect(asked.map(({ at }) => at)).toEqual([0, 7_500, 8_000, 11_500]);
});

it.each<[string, () => Step, object, number]>([
  ['what no repetition mends', () => problem(422, 'unsupported_url', { retryable: false }), { status: 422 }, 1],
  [
    'what is worth while much later only',
    () => problem(429, 'budget_exhausted', { retryable: true, retry_after_s: 3_600 }),
    { code: 'budget_exhausted', retryAfterS: 3_600 },
    1,
  ],
  ['a page that is no answer', () => new Response('<html>Hello</html>'), { code: 'unreadable_answer' }, 4],
  ['a network that is away', () => new TypeError('fetch failed'), { code: 'network_failed', status: 0 }, 4],
  ['an API that says nothing', () => 'silence', { code: 'timed_out', status: 0, retryable: true }, 4],
])('gives up: %s', async (_what, step, fields, tries) => {
  const { client, asked, settle } = scriptedApi(Array.from({ length: 9 }, step));
  await expect(settle(client.get(QUEUED.id))).rejects.toMatchObject(fields);
  expect(asked).toHaveLength(tries);
});

it('counts as dead what sends nothing for 30 s, and nothing that goes on sending', async () => {
  let pieces = 0;
  const text = JSON.stringify(FINISHED);
  const { client, clock, settle, asked } = scriptedApi([
    new Response(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          // One piece each 29 s.
          return new Promise((resolve) => {
            clock.schedule(() => {
              controller.enqueue(new TextEncoder().encode(text.slice(pieces * 400, (pieces + 1) * 400)));
              pieces += 1;
              if (pieces * 400 >= text.length) {
                controller.close();
              }
              resolve();
            }, 29_000);
          });
        },
      }),
    ),
  ]);
  expect(await settle(client.get(FINISHED.id))).toEqual(FINISHED);
  expect(pieces).toBeGreaterThan(2);
  expect(asked).toHaveLength(1);
});

it.each(['while nothing comes', 'between two tries'])('ends with its signal, %s', async (when) => {
  const { client, asked, clock } = scriptedApi(when === 'while nothing comes' ? ['silence'] : [new TypeError('cut')]);
  const leaving = new AbortController();
  const got = client.get(QUEUED.id, { signal: leaving.signal });
  const outcome = expect(got).rejects.toThrow('enough');
  await clock.advanceAsync(0);
  leaving.abort(new Error('enough'));
  await outcome;
  expect(asked).toHaveLength(1);
  expect(clock.pendingTimers).toBe(0);
});

it('keeps nothing at a signal that outlives its requests', async () => {
  const { client } = scriptedApi([json(200, FINISHED), problem(404, 'job_not_found', { retryable: false })]);
  const { signal } = new AbortController();
  await client.get(FINISHED.id, { signal });
  await expect(client.get(FINISHED.id, { signal })).rejects.toMatchObject({ code: 'job_not_found' });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('reads characters that are cut in two on their way', async () => {
  const job = { ...FINISHED, language: 'español, 日本語 💪' };
  const bytes = new TextEncoder().encode(JSON.stringify(job));
  const single = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) {
        controller.enqueue(Uint8Array.of(byte));
      }
      controller.close();
    },
  });
  expect(await scriptedApi([new Response(single)]).client.get(job.id)).toEqual(job);
});

it('does nothing for a signal that has aborted already', async () => {
  const { client, clock } = scriptedApi(['silence']);
  await expect(client.get('x', { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  expect(clock.pendingTimers).toBe(0);
});

it('submits many in batches, each under a key of its own, and gives each its place', async () => {
  const urls = Array.from({ length: 120 }, (_, index) => ({ url: `${URL}${index}` }));
  const refused = { code: 'invalid_url', message: 'That is not a link we can read.', retryable: false };
  const answer = (count: number): Response =>
    json(200, {
      items: Array.from({ length: count }, (_, index) =>
        index === 0 ? { job: null, problem: refused } : { job: QUEUED, problem: null },
      ),
    });
  const busy = problem(429, 'rate_limited', { retryable: true, retry_after_s: 60 });
  const { client, asked, settle } = scriptedApi([answer(50), busy, answer(50), answer(20)]);
  const items = await settle(client.submitMany(urls, { idempotencyKey: 'mine' }));
  expect(items).toHaveLength(120);
  expect([items[0], items[50]?.problem, items[119]?.job?.id]).toEqual([
    { job: null, problem: refused },
    refused,
    QUEUED.id,
  ]);
  const keys = asked.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toEqual(['mine-0', 'mine-50', 'mine-50', 'mine-100']);
  const sent = asked.flatMap(({ body }) => (JSON.parse(body ?? '') as { jobs: { url: string }[] }).jobs);
  expect(sent.map(({ url }) => url).slice(100)).toEqual(urls.slice(50).map(({ url }) => url));
});

it.each([
  'api.example.com',
  'localhost:8080',
  'ftp://a.example',
  'https://',
  'https://a.example/?key=1',
  'https://a b',
  undefined,
])('says at once that %s is no address', (baseUrl) => {
  expect(() => createClient({ baseUrl: baseUrl as string })).toThrow(/^baseUrl must be an address/);
});

it.each([
  ['https://a.example/', 'https://a.example/v1/jobs/x'],
  ['http://[::1]:8080/api//', 'http://[::1]:8080/api/v1/jobs/x'],
  ['', '/v1/jobs/x'],
  ['/api', '/api/v1/jobs/x'],
])('asks at %j', async (baseUrl, asked) => {
  const fetched: string[] = [];
  const fetch: Fetch = async (url) => {
    fetched.push(url);
    return json(200, QUEUED);
  };
  await createClient({ baseUrl, fetch }).get('x');
  expect(fetched).toEqual([asked]);
});

it('loses none of many that were accepted before the API was gone', async () => {
  const urls = Array.from({ length: 120 }, (_, index) => ({ url: `https://a.example/${index}` }));
  const accepted = json(200, { items: Array.from({ length: 50 }, () => ({ job: QUEUED, problem: null })) });
  const { client, asked, settle } = scriptedApi([accepted]);
  const items = await settle(client.submitMany(urls));
  expect(items.map(({ job }) => job?.id)).toEqual(urls.map((_, index) => (index < 50 ? QUEUED.id : undefined)));
  expect(items[119]?.problem).toMatchObject({ code: 'network_failed', retryable: true });
  // The first batch, and the second with all its tries.
  expect(asked).toHaveLength(5);
  const none = scriptedApi([]);
  await expect(none.settle(none.client.submitMany(urls))).rejects.toMatchObject({ code: 'network_failed' });
});
