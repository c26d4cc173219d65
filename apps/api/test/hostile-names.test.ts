import { API_ROUTES, type RouteDefinition, type RouteTable } from '@sets/contract/routes';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiInstance, OPS_TOKEN, watched } from './support/api-instance.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

const cursor = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** What a caller may write where we expect a name, an id, a time or a word. */
const NAMES: readonly string[] = [
  ...['________________', '__aaaaaaaaaaaaaaaa__', '__proto__', 'constructor', '__x__', '__name__', 'toString'],
  ...['.', '..', '../../fleet', 'a/b', '/', '//', '%2e%2e%2f', 'jobs/x/members/y', '*', '`', '~'],
  ...['\0', 'a\0b', '\n', '\r\nX-Injected: 1', '\t', '\u001b[2J', '\u202e', '\ud800', '\udc00x', '\ufeff', '💪'],
  ...['null', 'true', '-1', '1e999', 'NaN', '[]', '{}', '"', "'", '<script>', "' OR 1=1 --"],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-02-30T00:00:00Z', '1969-12-31T23:59:59Z'],
  ...[cursor([1, 'a/b']), cursor([9e15, 'AAAAAAAAAAAAAAAAAAAAAA']), cursor([1, '________________']), cursor([-1])],
  ...['x'.repeat(64), 'x'.repeat(2_000), 'é'.repeat(751), 'https://[::1', 'https://www.tiktok.com/@\ud800/video/1'],
  ...['https://www.youtube.com/watch?v=__proto__11', 'https://www.instagram.com/reel/__aaaaaaaaa__/?x=\0'],
];

const hostile = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.stringMatching(/^__[A-Za-z0-9_-]{0,60}__$/),
  fc.stringMatching(/^[A-Za-z0-9_-]{16,64}$/),
);
/** Mostly a string, now and then something else where a string is expected. */
const value = fc.oneof(
  { weight: 5, arbitrary: hostile },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.dictionary(hostile, hostile, { maxKeys: 3 }) },
);

interface Members {
  readonly properties?: object;
  readonly anyOf?: readonly Members[];
}

/** The members that an object may have by its schema, or by any of a union. */
function keysOf(schema: z.ZodType | undefined): string[] {
  const { properties = {}, anyOf = [] }: Members =
    schema === undefined ? {} : (z.toJSONSchema(schema, { io: 'input' }) as Members);
  return [...new Set([properties, ...anyOf.map((one) => one.properties ?? {})].flatMap((one) => Object.keys(one)))];
}

interface Attack {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** Some of the given members, each with something hostile in it. */
const some = <T>(keys: readonly string[], arbitrary: fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(keys.map((key) => [key, arbitrary])), { requiredKeys: [] }) as fc.Arbitrary<
    Record<string, T>
  >;

/** As text in an address: half a surrogate pair cannot be written there. */
const inAddress = (text: string): string => encodeURIComponent(text.toWellFormed());
/** No client sends control characters in a header. */
const inHeader = (text: string): string => Buffer.from(text.replaceAll(/\p{Cc}/gu, '?')).toString('latin1');

function attacksOn(route: RouteDefinition): fc.Arbitrary<Attack> {
  const good = (route.body?.example ?? {}) as Record<string, unknown>;
  return fc
    .record({
      params: fc.array(hostile, { minLength: 4, maxLength: 4 }),
      query: some(keysOf(route.query), hostile),
      headers: some(keysOf(route.headers), hostile),
      body: some(keysOf(route.body?.schema), value),
    })
    .map(({ params, query, headers, body }) => {
      let next = 0;
      const path = route.path.replace(/\{\w+\}/g, () => inAddress(params[next++ % params.length] ?? '') || '~');
      const search = Object.entries(query).map(([name, text]) => `${name}=${inAddress(text)}`);
      return {
        path: search.length === 0 ? path : `${path}?${search.join('&')}`,
        headers: {
          ...Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, inHeader(text)])),
          ...(route.right === 'operate' ? { authorization: `Bearer ${OPS_TOKEN}` } : {}),
          ...(route.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(route.body === undefined ? {} : { body: JSON.stringify({ ...good, ...body }) }),
      };
    });
}

/** Answers with 5xx are ours: no name that a caller writes may lead to one, unless it asks somebody outside. */
const OF_OTHERS = new Set(['short_link_unresolved']);

async function expectNoFault(method: string, { path, ...init }: Attack): Promise<void> {
  const response = await watched(`${api.url}${path}`, { method, redirect: 'manual', ...init });
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    // It may have no end.
    await response.body?.cancel();
    return;
  }
  const text = await response.text();
  if (response.status >= 500) {
    const { code } = JSON.parse(text) as { code: string };
    expect(OF_OTHERS, `${method} ${path} ${init.body ?? ''}: ${text}`).toContain(code);
  }
}

describe('nothing that a caller writes becomes a name of the store unchecked', () => {
  it.each(Object.entries<RouteTable[string]>(API_ROUTES))(
    '%s answers hostile names with no fault of ours',
    async (_id, route) => {
      await fc.assert(
        fc.asyncProperty(attacksOn(route), (attack) => expectNoFault(route.method, attack)),
        { numRuns: 150 },
      );
    },
    60_000,
  );

  it.each([
    ['GET', '/v1/jobs/________________', 404],
    ['GET', '/v1/jobs/__aaaaaaaaaaaaaaaa__', 404],
    ['POST', '/v1/jobs/________________/cancel', 404],
    ['GET', '/v1/results/__aaaaaaaaaaaaaaaa__', 404],
    ['POST', '/v1/ops/jobs/________________/replay', 404],
    ['GET', '/v1/ops/jobs?id=________________', 200],
    ['GET', `/v1/ops/jobs?cursor=${cursor([1, 'a/b'])}`, 400],
    ['GET', `/v1/ops/jobs?cursor=${cursor([1, '__aaaaaaaaaaaaaaaa__'])}`, 400],
    ['GET', `/v1/ops/jobs?cursor=${cursor([9e15, 'AAAAAAAAAAAAAAAAAAAAAA'])}`, 400],
    ['GET', '/v1/ops/jobs?created_from=0000-01-01T00:00:00Z', 400],
    ['GET', '/v1/ops/jobs?content_id=__x__&region=__x__', 200],
  ])('%s %s is answered %i', async (method, path, status) => {
    const headers = path.startsWith('/v1/ops') ? { authorization: `Bearer ${OPS_TOKEN}` } : {};
    const answer = await api.send(method, path, { headers });
    expect(answer.status).toBe(status);
  });

  it.each([{ __x__: '1' }, { '\ud800': '1' }, { a: '\udc00' }])(
    'metadata that no store takes is refused: %j',
    async (metadata) => {
      const url = 'https://www.tiktok.com/@a/video/7300000000000009999';
      expect((await api.post('/v1/jobs', { url, metadata })).status).toBe(400);
    },
  );

  it.each(['__proto__', '\\u005f_proto__'])('metadata named %s is refused, not left out', async (name) => {
    const one = `{"url":"https://www.tiktok.com/@a/video/7300000000000009999","metadata":{"a":"b","${name}":"c"}}`;
    for (const [path, body] of [
      ['/v1/jobs', one],
      ['/v1/jobs/batch', `{"jobs":[${one}]}`],
    ] as const) {
      const answer = await api.post(path, body);
      expect(answer).toMatchObject({
        status: 400,
        body: { errors: [{ path: expect.stringMatching(/metadata\.__proto__$/), message: 'is no name for a member' }] },
      });
    }
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'then'])('metadata named %s is given back', async (name) => {
    const metadata = { [name]: 'mine' };
    const { job } = await api.submit({ url: 'https://www.tiktok.com/@a/video/7300000000000009998', metadata });
    expect(job.metadata).toEqual(metadata);
    expect((await api.job(job.id)).metadata).toEqual(metadata);
  });
});
