import { Writable } from 'node:stream';
import { defineRoutes } from '@sets/contract/routes';
import {
  type BoundRoute,
  bindRoutes,
  createHttpApp,
  createLogger,
  createMetrics,
  type Listening,
  listen,
  type RouteHandlers,
} from '@sets/service-kit';
import { createLocalJWKSet, createRemoteJWKSet, exportJWK, generateKeyPair, type JWTVerifyGetKey, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireTaskToken } from './task-auth.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'https://worker.example';
const EMAIL = 'tasks@project.iam.gserviceaccount.com';

let server: Listening;
/** An issuer that has lost its keys. */
let issuer: Listening;
let sign: (
  claims: Record<string, unknown>,
  options?: { readonly foreignKey?: boolean; readonly algorithm?: string },
) => Promise<string>;

/** A route that lets in whoever shows a token that these keys confirm. */
function guardedBy(path: `/${string}`, keys: JWTVerifyGetKey): BoundRoute[] {
  const route = defineRoutes({
    push: {
      ...{ method: 'POST', path, tag: 'tasks', summary: 'Push', right: 'task', problems: [] },
      responses: { 200: { description: 'Let in.' } },
    },
  });
  const options = { issuer: [ISSUER], audience: AUDIENCE, serviceAccountEmail: EMAIL, now: () => NOW };
  const handlers: RouteHandlers<typeof route> = { push: () => ({ status: 200 }) };
  return bindRoutes(route, handlers, { task: requireTaskToken({ ...options, keys }) });
}

beforeAll(async () => {
  const own = await generateKeyPair('RS256');
  const foreign = await generateKeyPair('RS256');
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k', alg: 'RS256' }] });
  sign = async (claims, { foreignKey = false } = {}) =>
    new SignJWT({
      iss: ISSUER,
      aud: AUDIENCE,
      email: EMAIL,
      email_verified: true,
      iat: NOW / 1_000,
      exp: NOW / 1_000 + 3_600,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .sign(foreignKey ? foreign.privateKey : own.privateKey);
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  issuer = await listen((_request, response) => void response.writeHead(404).end(), { port: 0 });
  const app = createHttpApp({
    logger: createLogger({ service: 'worker', region: 'r', version: 'v', level: 'error', format: 'json', stream }),
    metrics: createMetrics({ service: 'worker', region: 'r' }),
    routes: [
      ...guardedBy('/tasks/extract', keys),
      ...guardedBy('/nobody-listens', createRemoteJWKSet(new URL('http://127.0.0.1:1/'))),
      ...guardedBy('/not-found', createRemoteJWKSet(new URL(`${issuer.url}/jwks`))),
    ],
  });
  server = await listen(app, { port: 0 });
});
afterAll(async () => {
  await server.close({ graceMs: 0 });
  await issuer.close({ graceMs: 0 });
});

const send = (authorization?: string, path = 'tasks/extract'): Promise<Response> =>
  fetch(`${server.url}/${path}`, {
    method: 'POST',
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  });
const push = async (authorization?: string): Promise<number> => (await send(authorization)).status;

test('a token of the queue is let in', async () => {
  expect(await push(`Bearer ${await sign({})}`)).toBe(200);
});

test('a clock five minutes off is no reason to refuse', async () => {
  expect(await push(`Bearer ${await sign({ exp: NOW / 1_000 - 240 })}`)).toBe(200);
});

test.each([
  ['no token', () => undefined, 401],
  ['another scheme', async () => `Basic ${await sign({})}`, 401],
  ['no JWT', () => 'Bearer abc', 401],
  ['a foreign key', async () => `Bearer ${await sign({}, { foreignKey: true })}`, 401],
  ['another issuer', async () => `Bearer ${await sign({ iss: 'https://evil.example' })}`, 401],
  ['another audience', async () => `Bearer ${await sign({ aud: 'https://other.example' })}`, 401],
  ['a token that ran out', async () => `Bearer ${await sign({ exp: NOW / 1_000 - 3_600 })}`, 401],
  [
    'another service account',
    async () => `Bearer ${await sign({ email: 'scheduler@project.iam.gserviceaccount.com' })}`,
    403,
  ],
  ['an unverified address', async () => `Bearer ${await sign({ email_verified: false })}`, 403],
])('%s is refused', async (_what, authorization, status) => {
  expect(await push(await authorization())).toBe(status);
});

test.each(['nobody-listens', 'not-found'])(
  'a right token comes again when the keys cannot be had: %s',
  async (path) => {
    const answer = await send(`Bearer ${await sign({})}`, path);
    expect(await answer.json()).toMatchObject({ status: 503, code: 'token_keys_unavailable', retryable: true });
  },
);
