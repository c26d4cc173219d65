import { ApiError } from '@google/genai';
import { expect, it } from 'vitest';
import type { GeminiSender } from '../gemini/sender.ts';
import { modelChecks } from './model-checks.ts';
import { planModels } from './model-plan.ts';

const wanted = (model: string) => ({ model, locations: ['us'] });
const plan = planModels({
  tiers: { small: [wanted('lite'), wanted('both')], large: [wanted('large'), wanted('both')] },
  regions: [],
  allowedLocations: [],
  withApiKey: false,
});

const findingOf = (send: GeminiSender) => modelChecks(plan, send)[0]?.run(new AbortController().signal);
const refuses = (error: unknown) => findingOf(() => Promise.reject(error));
const apiError = (status: number, message: string) =>
  new ApiError({ status, message: JSON.stringify({ error: { code: status, message } }) });

it('asks each endpoint once, and needs one of the small tier', () => {
  const checks = modelChecks(plan, () => Promise.reject(new Error('not asked here')));
  expect(checks.map(({ name, vital }) => [name, vital.length])).toEqual([
    ['lite at us', 1],
    ['both at us', 1],
    ['large at us', 0],
  ]);
});

it('says what an answer cost', async () => {
  const usage = { inputTokens: 20, outputTokens: 5 };
  const finding = await findingOf(async () => ({ text: '{}', finishReason: 'STOP', blockReason: null, usage }));
  expect(finding).toEqual({ status: 'ok', served: true, detail: 'served, 25 tokens' });
});

it.each([
  [
    'a model that does not live there',
    apiError(404, 'was not found'),
    false,
    'not served here, or this project has no access (404)',
  ],
  ['a wrong key', apiError(400, 'bad: API_KEY_INVALID'), null, 'the API key is not valid (GEMINI_API_KEY)'],
  ['no permission', apiError(403, 'no'), null, 'the credential is refused (403)'],
  ['no quota', apiError(429, 'Resource exhausted'), true, 'out of quota at the moment (429)'],
  ['a request that it refuses', apiError(400, 'no thinking'), null, 'refuses the request (400): no thinking'],
  ['an outage', apiError(503, 'overloaded'), null, 'HTTP 503'],
  [
    'no connection',
    new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }),
    null,
    'fetch failed: connect ECONNREFUSED',
  ],
])('names %s', async (_what, error, served, detail) => {
  expect(await refuses(error)).toEqual({ status: 'failed', served, detail });
});
