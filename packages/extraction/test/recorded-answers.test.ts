import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readAnswer } from '../src/answer.ts';
import { createGeminiSender } from '../src/index.ts';
import { type SinkServer, startSinkServer } from './sink-server.ts';

let sink: SinkServer | undefined;
afterEach(async () => {
  await sink?.close();
  sink = undefined;
});

/** Serves a recorded answer to the real SDK and reads it as production does. */
async function replay(name: string): Promise<unknown> {
  const file = join(import.meta.dirname, 'fixtures', 'recorded-answers', `${name}.json`);
  const recorded = JSON.parse(readFileSync(file, 'utf8'));
  const body = recorded.response?.body ?? recorded;
  const status = recorded.response?.status ?? body.error?.code ?? 200;
  sink = await startSinkServer(() => ({ status, body: JSON.stringify(body) }));
  const send = createGeminiSender({ mode: { kind: 'vertex', project: 'p' }, baseUrl: sink.baseUrl });
  const request = { system: 's', media: [], text: 't', responseJsonSchema: {}, maxOutputTokens: 10 };
  const answer = await send({ model: 'm', location: 'us-central1' }, request, new AbortController().signal);
  return readAnswer(answer);
}

it.each([
  ['pydantic-ai-nested-structured-output', { name: 'My Collection' }],
  ['pydantic-ai-structured-output-with-thoughts', { city: 'Mexico City', country: 'Mexico' }],
  ['js-genai-response-json-schema', { simpleString: 'Hello' }],
])('reads the JSON of %s', async (name, expected) => {
  expect(await replay(name)).toMatchObject(expected);
});

it.each([
  ['pydantic-ai-max-tokens', 'truncated'],
  ['js-genai-max-tokens-without-text', 'truncated'],
  ['pydantic-ai-safety', 'blocked'],
  ['pydantic-ai-model-armor-prompt', 'blocked'],
  ['pydantic-ai-model-armor-response', 'blocked'],
  ['firebase-failure-prompt-blocked-safety', 'blocked'],
  ['firebase-failure-finish-reason-safety', 'blocked'],
  ['firebase-failure-finish-reason-safety-no-content', 'blocked'],
  ['firebase-failure-unknown-enum-prompt-blocked', 'blocked'],
  ['firebase-failure-only-prompt-feedback', 'blocked'],
  ['firebase-failure-with-message-no-content', 'empty'],
  ['firebase-success-empty-text-part', 'empty'],
  ['pydantic-ai-unexpected-tool-call', 'empty'],
  ['firebase-success-basic-reply-short', 'not_json'],
  ['firebase-success-thinking-reply-thought-summary', 'not_json'],
])('%s is %s', async (name, kind) => {
  await expect(replay(name)).rejects.toMatchObject({ name: 'AnswerError', kind });
});

it.each(['firebase-failure-empty-content', 'firebase-failure-malformed-content', 'firebase-failure-invalid-response'])(
  '%s has no finish reason: the endpoint failed',
  async (name) => {
    await expect(replay(name)).rejects.toMatchObject({ name: 'CutAnswerError', status: 502 });
  },
);

it.each([
  ['pydantic-ai-model-not-found', 404],
  ['firebase-failure-unsupported-user-location', 400],
  ['firebase-failure-firebaseml-api-not-enabled', 403],
  ['firebase-failure-quota-exceeded', 429],
])('%s keeps its status %i', async (name, status) => {
  await expect(replay(name)).rejects.toMatchObject({ name: 'ApiError', status });
});
