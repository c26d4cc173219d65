import { createManualClock, whileTimePasses } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import type { GenerateRequest, RawAnswer } from '@sets/extraction';
import { createGenAiPool } from '@sets/genai-pool';
import { noTracing } from '@sets/service-kit';
import { describe, expect, test } from 'vitest';
import { createCallAllowance } from './call-allowance.ts';
import { createGenerate } from './generate.ts';

const request: GenerateRequest = { system: 's', media: [], text: 't', responseJsonSchema: {}, maxOutputTokens: 10 };
const answer: RawAnswer = {
  text: '{}',
  finishReason: 'STOP',
  blockReason: null,
  usage: { inputTokens: 1, outputTokens: 1 },
};
/** As the SDK throws it for an error in Google's form. */
function statusError(status: number, details: unknown[] = []): Error {
  const body = { error: { code: status, message: 'words', status: 'SOME_WORD', details } };
  return Object.assign(new Error(JSON.stringify(body)), { status });
}
const RETRY_IN_7_S = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' };

function setUp(send: () => Promise<RawAnswer>, locations = ['us-central1', 'us-east1'], asked = request) {
  let calls = 0;
  const answered: boolean[] = [];
  const clock = createManualClock();
  const pool = createGenAiPool({ endpoints: locations.map((location) => ({ model: 'small', location })), clock });
  const generate = createGenerate(
    {
      pool,
      send,
      tiers: { small: ['small'], large: ['large'] },
      prefer: 'us-central1',
      hedge: false,
      crashPoint: () => {},
      tracer: noTracing,
    },
    createCallAllowance({
      failedCalls: 12,
      isSuspect: false,
      count(wasAnswered) {
        calls += 1;
        answered.push(wasAnswered);
      },
    }),
  );
  /** Time passes only while the pool has something to wait for. */
  const ask = (signal = new AbortController().signal, size: 'text' | 'video' = 'text') =>
    whileTimePasses(clock, generate(asked, { tier: 'small', size, signal }), 50);
  return { ask, calls: () => calls, answered };
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof ProblemError ? error.code : error),
  );

test('an answer tells where it came from and counts as one call', async () => {
  const { ask, calls, answered } = setUp(async () => answer);
  expect(await ask()).toMatchObject({ model: 'small', location: 'us-central1', attempts: 1 });
  expect(calls()).toBe(1);
  expect(answered).toEqual([true]);
});

test.each([
  ['429 everywhere', 429, 'model_rate_limited'],
  ['503 everywhere', 503, 'model_unavailable'],
  ['400', 400, 'model_request_rejected'],
  ['401', 401, 'model_unauthorized'],
  ['403', 403, 'model_unauthorized'],
])('%s becomes its problem, and a refusal costs the job no call', async (_what, status, code) => {
  const { ask, calls } = setUp(() => Promise.reject(statusError(status)));
  expect(await codeOf(ask())).toBe(code);
  expect(calls()).toBe(0);
});

test.each([
  ['a bare 400', 'Request contains an invalid argument.', 'media_unavailable'],
  ['a 400 that says why', 'The video is private.', 'content_private'],
])('%s for a YouTube link is remembered only where the service says why', async (_what, message, code) => {
  const video = { kind: 'uri', uri: 'https://www.youtube.com/watch?v=abcdefghijk', mimeType: 'video/*' } as const;
  const body = { error: { code: 400, message, status: 'INVALID_ARGUMENT' } };
  const refuse = () => Promise.reject(Object.assign(new Error(JSON.stringify(body)), { status: 400 }));
  const { ask } = setUp(refuse, undefined, { ...request, media: [video] });
  expect(await codeOf(ask())).toBe(code);
});

test('the earliest useful time of a rate limit travels with the problem', async () => {
  const info = { ...RETRY_IN_7_S, retryDelay: '60s' };
  const { ask } = setUp(() => Promise.reject(statusError(429, [info])), ['us-central1']);
  await expect(ask()).rejects.toSatisfy((error: unknown) => {
    const after = error instanceof ProblemError ? (error.retryAfterS ?? 0) : 0;
    return after >= 60 && after <= 90;
  });
});

test('a cooldown that ends soon is waited for', async () => {
  let calls = 0;
  const { ask } = setUp(async () => {
    calls += 1;
    return calls === 1 ? Promise.reject(statusError(429, [RETRY_IN_7_S])) : answer;
  }, ['us-central1']);
  expect(await ask()).toMatchObject({ attempts: 2 });
});

test.each(['text', 'video'] as const)('a post is given up for good on the word of two endpoints (%s)', async (size) => {
  let calls = 0;
  const alone = setUp(async () => {
    calls += 1;
    return Promise.reject(statusError(calls === 1 ? 400 : 503));
  });
  expect(await codeOf(alone.ask(undefined, size))).toBe('model_unavailable');
  const agreed = setUp(() => Promise.reject(statusError(400)));
  expect(await codeOf(agreed.ask(undefined, size))).toBe('model_request_rejected');
});

test('a call given up while it ran counts, and ends with the reason of who gave it up', async () => {
  const stop = new AbortController();
  const started = Promise.withResolvers<void>();
  const { ask, calls } = setUp((...args: unknown[]) => {
    const signal = args[2] as AbortSignal;
    started.resolve();
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  });
  const asked = codeOf(ask(stop.signal));
  await started.promise;
  stop.abort(new ProblemError('job_canceled'));
  expect(await asked).toBe('job_canceled');
  await expect.poll(calls).toBe(1);
});

test('a run that finds every endpoint cooling down is rate limited too, and makes no call', async () => {
  let sent = 0;
  const { ask } = setUp(() => {
    sent += 1;
    // Longer than the pool would wait: the second run finds nothing to try.
    return Promise.reject(Object.assign(statusError(429), { retryAfterMs: 60_000 }));
  });
  expect(await codeOf(ask())).toBe('model_rate_limited');
  const before = sent;
  expect(await codeOf(ask())).toBe('model_rate_limited');
  expect(sent).toBe(before);
});

test('what two endpoints decline to read is answered so; what one alone declines is not', async () => {
  const declined = { ...answer, text: '', finishReason: 'SAFETY' };
  const both = setUp(async () => declined);
  expect(await both.ask()).toMatchObject({ answer: declined, model: 'small', attempts: 2 });
  expect(both.calls()).toBe(2);

  let sent = 0;
  const one = setUp(async () => {
    sent += 1;
    return sent === 1 ? declined : answer;
  });
  expect(await one.ask()).toMatchObject({ answer, attempts: 2 });

  const alone = setUp(async () => declined, ['us-central1']);
  expect(await alone.ask()).toMatchObject({ answer: declined, attempts: 1 });
});

test('a credential that nobody can get is named, and may be there again later', async () => {
  const { ask } = setUp(() => Promise.reject(Object.assign(new Error('no access token'), { fault: 'credential' })));
  await expect(ask()).rejects.toMatchObject({ code: 'model_unauthorized', retryable: true });
});

describe('the calls that an attempt may make', () => {
  interface Setting {
    readonly failedCalls: number;
    readonly isSuspect?: boolean;
    /** What is answered to others. */
    readonly served?: readonly ('text' | 'video')[];
  }

  /** How many calls about a post at which every call fails go out, for its words and for its video. */
  async function callsAbout(status: number, { failedCalls, isSuspect = false, served = ['text', 'video'] }: Setting) {
    const locations = ['us-central1', 'us-east1', 'europe-west1', 'asia-southeast1'];
    const clock = createManualClock();
    const pool = createGenAiPool({ endpoints: locations.map((location) => ({ model: 'small', location })), clock });
    const models = { tiers: { small: ['small'], large: ['large'] }, prefer: 'us-central1', hedge: false };
    let sent = 0;
    const of = (isWell: boolean) => {
      const send = async () => {
        sent += 1;
        return isWell ? answer : Promise.reject(statusError(status));
      };
      const allowance = createCallAllowance({ failedCalls, isSuspect, count: () => {} });
      const generate = createGenerate({ ...models, pool, send, crashPoint: () => {}, tracer: noTracing }, allowance);
      return async (size: 'text' | 'video') => {
        sent = 0;
        const { signal } = new AbortController();
        await whileTimePasses(clock, codeOf(generate(request, { tier: 'small', size, signal })), 50);
        return sent;
      };
    };
    const neighbour = of(true);
    const poison = of(false);
    const counts: number[] = [];
    for (const size of ['text', 'video'] as const) {
      if (served.includes(size)) {
        await neighbour(size);
      }
      counts.push(await poison(size));
    }
    return counts;
  }

  test('are few where others are served, and the words take no more than half of them', async () => {
    expect(await callsAbout(500, { failedCalls: 6 })).toEqual([3, 3]);
    expect(await callsAbout(500, { failedCalls: 2, isSuspect: true })).toEqual([1, 1]);
  });

  test('are few for the media, too, of whose like nobody asks, once the words have failed alone', async () => {
    expect(await callsAbout(500, { failedCalls: 6, served: ['text'] })).toEqual([3, 3]);
  });

  test('are for the pool alone to bound where nobody is served, and the post has not paid before', async () => {
    const [words, video] = await callsAbout(500, { failedCalls: 1, served: [] });
    expect(words).toBeGreaterThanOrEqual(4);
    expect(video).toBeGreaterThanOrEqual(4);
    expect(await callsAbout(500, { failedCalls: 2, isSuspect: true, served: [] })).toEqual([1, 1]);
  });

  test('do not count what only has to come back later', async () => {
    const [words, video] = await callsAbout(429, { failedCalls: 2 });
    expect(words).toBeGreaterThanOrEqual(4);
    expect(video).toBeGreaterThanOrEqual(4);
  });
});
