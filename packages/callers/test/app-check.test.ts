import { type Environment, parseConfig } from '@sets/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KEYS_KEPT_MS } from '../src/app-check/keys-kept.ts';
import { callersConfigShape, checkAppCheck, checkAuthModes } from '../src/config/index.ts';
import { ANDROID_APP, IOS_APP, PROJECT, startAppCheckService } from './support/app-check-service.ts';
import { type CallersHarness, newKey, startCallersHarness } from './support/callers-harness.ts';

const HOUR_MS = 3_600_000;
const APP_HEADER = 'x-firebase-appcheck';

let harness: CallersHarness;
let service: Awaited<ReturnType<typeof startAppCheckService>>;
beforeAll(async () => {
  harness = await startCallersHarness();
  service = await startAppCheckService(harness.clock);
});
beforeEach(() => service.fail(false));
afterAll(async () => {
  await harness.close();
  await service.close();
});

const appsOnly = (env: Environment = {}) =>
  harness.instance({ ...service.env, AUTH_MODES: 'app-check', RATE_LIMIT_REFUSALS: '1000000', ...env });
type Api = Awaited<ReturnType<typeof appsOnly>>;
const submit = (api: Api, token: string, headers: Record<string, string> = {}) =>
  api.send('/submit', null, { [APP_HEADER]: token, ...headers });

/** Any three parts. */
const jwt = (header: object, claims: object, signature = ''): string =>
  [...[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')), signature].join('.');

describe('enforced', () => {
  it('a token of one of our apps names it, and its network tells its users apart', async () => {
    const api = await appsOnly();
    const token = await service.token();
    const [here, again, elsewhere] = await Promise.all(
      ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'].map((address) =>
        submit(api, token, { 'x-forwarded-for': address }),
      ),
    );
    expect(here?.body).toMatchObject({ kind: 'app_check', scopes: ['submit'], app: IOS_APP, platform: 'ios' });
    expect(here?.body.id).toMatch(/^app_[A-Za-z0-9_-]{22}$/);
    expect([again?.body.id, elsewhere?.body.id].map((id) => id === here?.body.id)).toEqual([true, false]);
    const android = await submit(api, await service.token(ANDROID_APP), { 'x-forwarded-for': '2001:db8::1' });
    expect(android.body).toMatchObject({ platform: 'android' });
    expect(android.body.id).not.toBe(here?.body.id);
  });

  it('opens no operators’ route', async () => {
    const api = await appsOnly({ OPS_TOKEN: 'correct-horse-battery-staple' });
    expect(await api.status('/lever', null, { [APP_HEADER]: await service.token() })).toBe(401);
  });

  const claims = () => ({
    ...{ iss: `${service.baseUrl}/${PROJECT}`, aud: [`projects/${PROJECT}`], sub: IOS_APP },
    exp: Math.floor(harness.clock.now() / 1_000) + 60,
  });

  it.each<[string, () => Promise<string> | string]>([
    ['no token', () => ''],
    ['what is no token', () => 'open-sesame'],
    ['a token of no algorithm', () => jwt({ alg: 'none', typ: 'JWT' }, claims())],
    ['one with a secret of its own', () => jwt({ alg: 'HS256', typ: 'JWT' }, claims(), 'AAAA')],
    ['a signature of another key', () => service.forged()],
    ['another key under an unknown id', () => service.forged({}, { kid: 'stranger' })],
    [
      'the signature of another token',
      async () => {
        const [one, other] = [await service.token(), await service.token(ANDROID_APP)];
        return [...one.split('.').slice(0, 2), other.split('.')[2]].join('.');
      },
    ],
    ['an app of somebody else', () => service.token('1:999:ios:ffff')],
    ['another issuer', () => service.token(IOS_APP, { iss: `https://firebaseappcheck.googleapis.com/${PROJECT}` })],
    ['the issuer of another project', () => service.token(IOS_APP, { iss: `${service.baseUrl}/999999` })],
    ['another audience', () => service.token(IOS_APP, { aud: ['projects/999999'] })],
    ['no audience', () => service.token(IOS_APP, { aud: undefined })],
    ['no end', () => service.token(IOS_APP, { exp: undefined })],
    ['an end that has passed', () => service.token(IOS_APP, { exp: 1_700_000_000 })],
    ['five thousand letters', () => 'e'.repeat(5_000)],
  ])('%s is refused', async (_what, token) => {
    const api = await appsOnly();
    const answer = await submit(api, await token());
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toBe('AppCheck');
  });

  it('a token ends with its time, also one that was seen before it', async () => {
    const api = await appsOnly();
    const token = await service.token();
    expect((await submit(api, token)).status).toBe(200);
    harness.clock.advance(HOUR_MS + 59_000);
    expect((await submit(api, token)).status).toBe(200);
    harness.clock.advance(1_000);
    expect((await submit(api, token)).status).toBe(401);
    expect((await submit(await appsOnly(), token)).status).toBe(401);
  });

  it('keys and apps open side by side, and a wrong key is not mended by a token', async () => {
    const api = await appsOnly({ AUTH_MODES: 'api-key,app-check' });
    const { secret } = await newKey(api.keys);
    const header = { [APP_HEADER]: await service.token() };
    expect((await api.send('/submit', null, header)).body.kind).toBe('app_check');
    expect((await api.send('/submit', secret, header)).body.kind).toBe('api_key');
    expect(await api.status('/submit', 'sets_wrong', header)).toBe(401);
    expect(await api.status('/submit', null)).toBe(401);
  });

  it('bad tokens are looked at so often from one network, at no cost to tokens in use', async () => {
    const api = await appsOnly({ RATE_LIMIT_REFUSALS: '3' });
    const token = await service.token();
    expect((await submit(api, token)).status).toBe(200);
    const answers: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      answers.push((await submit(api, await service.forged())).status);
    }
    expect(answers).toEqual([401, 401, 401, 429, 429]);
    expect((await submit(api, token)).status).toBe(200);
  });
});

describe('the issuer’s keys', () => {
  it('are asked for once, and for unknown key ids once a minute', async () => {
    const before = service.looks();
    const api = await appsOnly();
    const token = await service.token();
    await Promise.all([submit(api, token), submit(api, await service.token(ANDROID_APP))]);
    expect(service.looks() - before).toBe(1);
    for (const kid of ['a', 'b', 'c']) {
      expect((await submit(api, await service.forged({}, { kid }))).status).toBe(401);
    }
    expect(service.looks() - before).toBe(1);
    harness.clock.advance(60_000);
    await Promise.all(['d', 'e', 'f'].map(async (kid) => submit(api, await service.forged({}, { kid }))));
    expect(service.looks() - before).toBe(2);
  });

  it('may change: a token of the new one opens a minute later at most', async () => {
    const api = await appsOnly();
    expect((await submit(api, await service.token())).status).toBe(200);
    service.rotate();
    expect((await submit(api, await service.token())).status).toBe(401);
    harness.clock.advance(60_000);
    expect((await submit(api, await service.token())).status).toBe(200);
  });

  it('hold for a day while the issuer is away, and then nobody is called wrong for it', async () => {
    const api = await appsOnly();
    expect((await submit(api, await service.token())).status).toBe(200);
    service.fail(true);
    harness.clock.advance(KEYS_KEPT_MS - 1);
    expect((await submit(api, await service.token())).status).toBe(200);
    harness.clock.advance(60_001);
    const answer = await submit(api, await service.token());
    expect([answer.status, answer.body.code]).toEqual([503, 'token_keys_unavailable']);
    const before = service.looks();
    await submit(api, await service.token());
    expect(service.looks()).toBe(before);
    service.fail(false);
    harness.clock.advance(60_000);
    expect((await submit(api, await service.token())).status).toBe(200);
  });

  it('that were never had let nobody in and call nobody wrong', async () => {
    service.fail(true);
    const api = await appsOnly();
    expect((await submit(api, await service.token())).body.code).toBe('token_keys_unavailable');
    service.fail(false);
    harness.clock.advance(5_000);
    expect((await submit(api, await service.token())).status).toBe(200);
  });
});

describe('watched', () => {
  it('everybody is let in, and what would have become of them is counted', async () => {
    const api = await appsOnly({ APP_CHECK_MODE: 'monitor', RATE_LIMIT_REFUSALS: '1' });
    expect((await submit(api, await service.token())).body.kind).toBe('app_check');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect((await submit(api, await service.forged(), { 'user-agent': 'App/1 CFNetwork/1' })).body.kind).toBe(
        'anonymous',
      );
    }
    await submit(api, 'open-sesame', { 'user-agent': 'okhttp/4.12' });
    await api.send('/submit', null, { 'user-agent': 'Mozilla/5.0 (X11)' });
    service.fail(true);
    harness.clock.advance(2 * KEYS_KEPT_MS);
    await submit(api, await service.token(ANDROID_APP), { 'user-agent': 'curl/8' });
    expect(await api.appCheck.read()).toEqual({
      [`app_check/verified/ios/${IOS_APP}`]: 1,
      [`app_check/invalid/ios/${IOS_APP}`]: 3,
      'app_check/invalid/android/unknown': 1,
      'app_check/unverified/web/unknown': 1,
      'app_check/undetermined/other/unknown': 1,
    });
  });

  it('beside keys alone it counts what comes without one, and lets nobody in', async () => {
    const api = await appsOnly({ AUTH_MODES: 'api-key', APP_CHECK_MODE: 'monitor' });
    const { secret } = await newKey(api.keys);
    const header = { [APP_HEADER]: await service.token() };
    expect((await api.send('/submit', secret, header)).body.kind).toBe('api_key');
    expect(await api.status('/submit', secret)).toBe(200);
    expect(await api.status('/submit', null, header)).toBe(401);
    expect(await api.appCheck.read()).toEqual({ [`app_check/verified/ios/${IOS_APP}`]: 2 });
  });
});

it('what App Check needs is asked for once it is on', () => {
  const schema = z
    .object({ ...callersConfigShape, ENVIRONMENT: z.string().default('local') })
    .check(checkAuthModes(), checkAppCheck());
  const parse = (env: Environment) => () => parseConfig(schema, env);
  const { APP_CHECK_BASE_URL: _, CALLER_ID_SECRET: secret, ...env } = service.env;
  const production = { ...env, ENVIRONMENT: 'production', AUTH_MODES: 'app-check' };
  expect(parse({ ...production, CALLER_ID_SECRET: secret })()).toMatchObject({
    APP_CHECK_APPS: [
      { app: IOS_APP, platform: 'ios' },
      { app: ANDROID_APP, platform: 'android' },
    ],
  });
  expect(parse(production)).toThrow(/CALLER_ID_SECRET is required in production/);
  expect(parse({ ...production, ...service.env })).toThrow(/APP_CHECK_BASE_URL must not be set/);
  expect(parse({ AUTH_MODES: 'app-check' })).toThrow(/APP_CHECK_MODE must be monitor or enforce/);
  expect(parse({ ...env, AUTH_MODES: 'api-key' })).toThrow(/APP_CHECK_MODE must not be enforce/);
  expect(parse({ APP_CHECK_MODE: 'monitor' })).toThrow(
    /APP_CHECK_PROJECT_NUMBER is required[\s\S]*APP_CHECK_APPS is required/,
  );
  expect(parse({ ...env, AUTH_MODES: 'app-check', APP_CHECK_APPS: 'ios' })).toThrow(/APP_CHECK_APPS must be a comma/);
});
