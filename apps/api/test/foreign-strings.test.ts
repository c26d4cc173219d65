import type { Answer } from '@sets/local-stack';
import { formatPrettyEntry } from '@sets/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

const CORPUS: Readonly<Record<string, string>> = {
  'a script': '<script>alert(1)</script>',
  'an image': '"><img src=x onerror=alert(1)>',
  'escaped markup': '&lt;script&gt;alert(1)&lt;/script&gt;',
  'terminal sequences': '\u001b]0;title\u0007\u001b[2J\u001b[31mred\u001b[0m',
  'C1 controls': 'a\u009b31m\u0085b',
  'reversed text': 'squat\u202egnp.exe\u2066',
  'invisible words': 'ig\u200bno\u200dre\u00ad\ufeff',
  'smuggled tag characters': 'hi\u{e0049}\u{e0067}',
  'line separators': 'one\u2028two\u2029three',
  'forged lines': 'a\r\nSet-Cookie: a=b\r\n\r\n{"severity":"ERROR","message":"forged"}',
  NUL: 'a\u0000b',
  'half a character': 'a\ud800b',
  'a giant': 'x'.repeat(40_000),
};

const UNSEEN = /\p{Cc}|\p{Cf}|[\u2028\u2029]|\p{Cs}/u;
const MARKUP = /<\/?[a-z!]|&lt;/i;

/** Every string and every name in it, at any depth. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => [key, ...stringsOf(item)])
    : [];
}

/** Everywhere that a caller, or an operator, may put text of its own. */
const PLACES: Readonly<Record<string, (text: string) => Promise<Answer>>> = {
  'the link': (text) => api.post('/v1/jobs', { url: `${newPost().url}?_r=1&q=${text.slice(0, 500)}` }),
  'the handle in a link': (text) =>
    api.post('/v1/jobs', { url: newPost().url.replace('@coach', `@${text.slice(0, 500)}`) }),
  'what should be a link': (text) => api.post('/v1/jobs', { url: text.slice(0, 8_000) }),
  'a member nobody knows': (text) => api.post('/v1/jobs', { url: newPost().url, [text]: 1 }),
  'a name in metadata': (text) => api.post('/v1/jobs', { url: newPost().url, metadata: { [text]: 7 } }),
  'the language': (text) => api.post('/v1/jobs', { url: newPost().url, language: text }),
  'the profile': (text) => api.post('/v1/jobs', { url: newPost().url, profile: text }),
  'a parameter’s name': (text) => api.get(`/v1/results?${encodeURIComponent(text.toWellFormed()).slice(0, 5_000)}=1`),
  'a path': (text) => api.get(`/v1/jobs/${encodeURIComponent(text.toWellFormed()).slice(0, 5_000)}`),
  'an address of nothing': (text) => api.get(`/${encodeURIComponent(text.toWellFormed()).slice(0, 5_000)}?a=b`),
  'the client’s name': (text) => api.get('/health', { 'user-agent': inHeader(text), referer: inHeader(text) }),
  'the request’s id': (text) => api.get('/health', { 'x-request-id': inHeader(text), traceparent: inHeader(text) }),
  'an operator’s name': (text) =>
    api.ops.post('/results/invalidate', { key: 'a'.repeat(64) }, { 'x-operator': inHeader(text) }),
  'a filter': (text) => api.ops.post('/jobs/purge', { filter: { content_id: text.slice(0, 200) }, preview: true }),
  'a region': (text) =>
    api.ops.post(`/regions/${encodeURIComponent(text.toWellFormed()).slice(0, 5_000)}`, { paused: true }),
};

/** Clients send no controls in headers, and bytes at most. */
const inHeader = (text: string): string =>
  Buffer.from(text.replaceAll(/\p{Cc}/gu, '?').slice(0, 4_000)).toString('latin1');

describe.each(Object.entries(CORPUS))('%s', (_name, text) => {
  it.each(Object.entries(PLACES))('in %s reaches nobody who could be harmed', async (_place, send) => {
    const from = api.log.length;
    const answer = await send(text);
    expect(answer.status).toBeLessThan(500);
    for (const shown of stringsOf(answer.body)) {
      expect(shown).not.toMatch(UNSEEN);
      expect(shown).not.toMatch(MARKUP);
      expect(shown.length).toBeLessThanOrEqual(2_048);
    }
    for (const [, value] of answer.headers) {
      expect(value).not.toMatch(UNSEEN);
    }
    for (const line of api.log.slice(from).flatMap((chunk) => chunk.trimEnd().split('\n'))) {
      const entry = JSON.parse(line) as Record<string, unknown>;
      for (const shown of stringsOf({ ...entry, stack_trace: String(entry.stack_trace).replaceAll('\n', ' ') })) {
        expect(shown).not.toMatch(UNSEEN);
      }
      expect(formatPrettyEntry(entry, (_colour, plain) => plain)).not.toMatch(/[\p{Cc}--\n]/v);
    }
  });
});

it('what an operator did stands in the audit without harm', async () => {
  const { status, body } = await api.ops.get('/audit');
  expect(status).toBe(200);
  for (const shown of stringsOf(body)) {
    expect(shown).not.toMatch(UNSEEN);
    expect(shown).not.toMatch(MARKUP);
  }
});
