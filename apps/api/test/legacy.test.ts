import { ProblemError } from '@sets/contract';
import { createApiClient } from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { legacyJobSchema, legacyQueuedSchema, legacyWorkoutSchema } from '../src/legacy/legacy-schemas.ts';
import { eventually } from './support/eventually.ts';
import { claim, finding, newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ LEGACY_API: 'true' });
});
afterAll(() => cloud.close());

const WORKOUT = {
  ...{ title: 'Leg day', description: null, workout_type: 'hiit', duration_minutes: null, difficulty_level: null },
  exercises: [
    {
      ...{ name: 'Squat', muscle_groups: ['Quadriceps'], equipment: ['barbell'], instructions: null },
      ...{ sets: [{ reps: 8, weight_lbs: 135, duration_seconds: null, distance_miles: null, rest_seconds: 90 }] },
      numbers_seen_in: 'caption',
    },
  ],
  ...{ tags: ['legs'], creator: 'mara.moves' },
};
const LEGACY = {
  ...{ title: 'Leg day', description: null, workout_type: 'HIIT', duration_minutes: null, difficulty_level: 5 },
  exercises: [
    {
      ...{ name: 'Squat', muscle_groups: ['quads'], equipment: 'barbell', instructions: null },
      sets: [{ reps: 8, weight_lbs: 135, duration_seconds: null, distance_miles: null, rest_seconds: 90 }],
    },
  ],
  ...{ tags: ['legs'], creator: 'mara.moves' },
};
const found = { ...finding(), result: WORKOUT };

async function legacyApi(env: Record<string, string> = {}) {
  const api = await cloud.startApi(env);
  return { ...api, plain: createApiClient(api.url) };
}

/** Sends a link, waits until the API waits, and tells the id of the job that it waits for. */
async function waiting(api: Awaited<ReturnType<typeof legacyApi>>, body: { readonly url: string }) {
  const answer = api.plain.post('/process', body);
  await eventually(() => expect(api.waiter.waiting).toBe(1));
  const { jobs } = (await api.ops.get(`/jobs?url=${encodeURIComponent(body.url)}`)).body as {
    jobs: { id: string; language: string | null }[];
  };
  return { answer, job: jobs[0] ?? expect.fail('no job') };
}

it('does not exist unless it is asked for', async () => {
  const api = await legacyApi({ LEGACY_API: 'false' });
  expect((await api.plain.post('/process', newPost())).status).toBe(404);
});

describe('a link that becomes a workout while the app waits', () => {
  it('is answered with the bare workout, and from then on at once', async () => {
    const api = await legacyApi();
    const { url } = newPost();
    const { answer, job } = await waiting(api, { url });
    await (await claim(cloud.worker, job.id)).complete(found);
    const { status, headers, body } = await answer;
    expect(status).toBe(200);
    expect(legacyWorkoutSchema.parse(body)).toEqual(LEGACY);
    expect(headers.get('deprecation')).toMatch(/^@\d{10}$/);
    expect(headers.get('sunset')).toBe('Tue, 30 Nov 2027 00:00:00 GMT');

    const again = await api.plain.post('/process', { url: ` ${url}\n`, localization: null, client: 'ios' });
    expect(again.body).toEqual(LEGACY);
  });
});

describe('a link that takes longer than the app waits', () => {
  it('is queued after 25 s, and read until it has ended', async () => {
    const api = await legacyApi();
    const { answer, job } = await waiting(api, newPost());
    await cloud.clock.advanceAsync(25_000);
    const queued = legacyQueuedSchema.parse((await answer).body);
    expect(queued).toMatchObject({ status: 'queued', check_url: `/status/${queued.job_id}` });

    const pending = legacyJobSchema.parse((await api.plain.get(queued.check_url)).body);
    expect(pending).toMatchObject({ status: 'pending', attempts: 1, last_error: null });
    const lease = await claim(cloud.worker, job.id);
    await cloud.clock.advanceAsync(300);
    expect((await api.plain.get(queued.check_url)).body).toMatchObject({ status: 'processing' });
    await lease.complete(found);
    await cloud.clock.advanceAsync(300);
    const completed = legacyJobSchema.parse((await api.plain.get(queued.check_url)).body);
    expect(completed).toMatchObject({ status: 'completed', result: LEGACY });
  });

  it('that fails is queued too, and tells why where it is read', async () => {
    const api = await legacyApi();
    const { url } = newPost();
    const { answer, job } = await waiting(api, { url });
    await (await claim(cloud.worker, job.id)).fail(new ProblemError('content_private'));
    for (const body of [(await answer).body, (await api.plain.post('/process', { url })).body]) {
      const queued = legacyQueuedSchema.parse(body);
      const failed = (await api.plain.get(queued.check_url)).body;
      expect(legacyJobSchema.parse(failed)).toMatchObject({ status: 'failed', last_error: expect.any(String) });
    }
  });
});

it.each([
  ['pt-BR', 'pt'],
  ['Spanish', 'es'],
  ['Klingon', null],
  ['', null],
])('localization %j asks for the language %j', async (localization, language) => {
  const api = await legacyApi();
  const { answer, job } = await waiting(api, { ...newPost(), localization } as { url: string });
  expect(job.language).toBe(language);
  await cloud.clock.advanceAsync(25_000);
  await answer;
});

describe('what is refused', () => {
  it.each([
    ['no url', {}, 'body -> url', 'missing'],
    ['a url that is no text', { url: 7 }, 'body -> url', 'string_type'],
    ['a url that is none', { url: 'squats' }, 'body -> url', 'value_error'],
    ['a page that is no post', { url: 'https://www.tiktok.com/about' }, 'body -> url', 'value_error'],
    [
      'a short localization',
      { url: 'https://youtu.be/dQw4w9WgXcQ', localization: 'e' },
      'body -> localization',
      'string_too_short',
    ],
    [
      'a long localization',
      { url: 'https://youtu.be/dQw4w9WgXcQ', localization: 'e'.repeat(21) },
      'body -> localization',
      'string_too_long',
    ],
    ['no JSON', '{"url":', 'body', 'json_invalid'],
    ['a list', '[]', 'body', 'dict_type'],
  ])('%s', async (_name, sent, field, type) => {
    const api = await legacyApi();
    const { status, headers, body } = await api.plain.post('/process', sent);
    expect(status).toBe(422);
    expect(body).toEqual({
      error: {
        ...{ code: 'VALIDATION_ERROR', message: expect.any(String), status_code: 422 },
        details: { validation_errors: [expect.objectContaining({ field, type, message: expect.any(String) })] },
      },
      ...{ request_id: headers.get('x-request-id'), timestamp: expect.any(String), path: '/process' },
    });
    expect(headers.get('sunset')).not.toBeNull();
  });

  it('a job that nobody has', async () => {
    const api = await legacyApi();
    for (const id of ['u3Vq0fXJm5cBzK9wT1yR2A', '~']) {
      const { status, body } = await api.plain.get(`/status/${id}`);
      expect([status, body]).toMatchObject([404, { error: { code: 'NOT_FOUND' }, path: `/status/${id}` }]);
    }
  });

  it('a job of another profile, which has no workout to show', async () => {
    const api = await legacyApi();
    const { job } = await api.submit({ url: newPost().url, profile: 'recipe' });
    const lease = await claim(cloud.worker, job.id);
    expect(await api.plain.get(`/status/${job.id}`)).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND' } },
    });
    await lease.complete({ ...finding(), result: { title: 'Soup', steps: [] } });
    expect(await api.plain.get(`/status/${job.id}`)).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND' } },
    });
  });

  it('a body beyond the limit', async () => {
    const api = await legacyApi();
    const { status, body } = await api.plain.post('/process', { url: 'x'.repeat(70_000) });
    expect([status, body]).toEqual([413, { error: 'Request too large', detail: expect.any(String) }]);
  });

  it('an app that comes too often', async () => {
    const api = await legacyApi({ RATE_LIMIT_REQUESTS: '1' });
    await api.plain.post('/process', {});
    const { status, headers, body } = await api.plain.post('/process', {});
    expect([status, headers.get('retry-after')]).toEqual([429, '60']);
    expect(body).toEqual({ error: 'Rate limit exceeded', detail: 'IP rate limit exceeded', retry_after: 60 });
  });

  it('an app without a token, and one whose token does not hold', async () => {
    const api = await legacyApi({
      ...{ AUTH_MODES: 'app-check', APP_CHECK_MODE: 'enforce', APP_CHECK_PROJECT_NUMBER: '1234567890' },
      ...{ APP_CHECK_APPS: '1:1234567890:ios:0a1b2c3d=ios', APP_CHECK_BASE_URL: 'http://127.0.0.1:1' },
    });
    const missing = await api.plain.post('/process', newPost());
    expect([missing.status, missing.body]).toEqual([401, { detail: 'App Check token required' }]);
    expect(missing.headers.get('www-authenticate')).toBe('X-Firebase-AppCheck');
    const forged = await api.plain.post('/process', newPost(), { 'x-firebase-appcheck': 'no.token.at-all' });
    expect([forged.status, forged.body]).toEqual([
      401,
      { detail: expect.stringMatching(/^Invalid App Check token: /) },
    ]);
  });

  it('everybody with a token while its issuer cannot be asked', async () => {
    const api = await legacyApi({
      ...{ AUTH_MODES: 'app-check', APP_CHECK_MODE: 'enforce', APP_CHECK_PROJECT_NUMBER: '1234567890' },
      ...{ APP_CHECK_APPS: '1:1234567890:ios:0a1b2c3d=ios', APP_CHECK_BASE_URL: 'http://127.0.0.1:1' },
    });
    const { status, body } = await api.plain.post('/process', newPost(), { 'x-firebase-appcheck': UNCHECKED });
    expect([status, body]).toEqual([503, { detail: 'App Check verification service unavailable' }]);
  });
});

/** Of the right form, so that its signature must be looked at. */
const UNCHECKED = [{ alg: 'RS256', kid: 'one', typ: 'JWT' }, { sub: '1:1234567890:ios:0a1b2c3d' }, 'signature']
  .map((part) => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url'))
  .join('.');
