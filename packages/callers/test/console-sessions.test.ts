import { CONSOLE_HEADER } from '@sets/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallersHarness, type Instance, newKey, startCallersHarness } from './support/callers-harness.ts';

const OPS_TOKEN = 'correct-horse-battery-staple';
const SECRET = 'the-same-on-every-instance-of-it';
const CONSOLE = { [CONSOLE_HEADER]: '1' };

let harness: CallersHarness;
beforeAll(async () => {
  harness = await startCallersHarness();
});
afterAll(() => harness.close());

/** Signs in, and gives the cookie as a browser would send it. */
async function cookieFor(api: Instance, token: string | null, path = '/sign-in'): Promise<string> {
  const { headers } = await api.send(path, token);
  return (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

describe('a session of the console', () => {
  it('is a cookie that no script can read, opens what its key opens, and shows no key', async () => {
    const api = await harness.instance({ OPS_TOKEN });
    const { secret } = await newKey(api.keys, { scopes: ['submit'] });
    const { headers } = await api.send('/sign-in', secret);
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-sets_session=[\w-]+; Max-Age=28800; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    expect(headers.get('set-cookie')).not.toContain(secret);

    const cookie = await cookieFor(api, secret);
    expect(await api.status('/read', null, { cookie })).toBe(200);
    expect(await api.status('/submit', null, { cookie, ...CONSOLE })).toBe(200);
    expect(await api.status('/look', null, { cookie })).toBe(403);
    expect(await api.status('/session', null, { cookie })).toBe(200);
    const operator = await cookieFor(api, OPS_TOKEN);
    expect(await api.status('/look', null, { cookie: operator })).toBe(200);
    expect(await api.status('/lever', null, { cookie: operator, ...CONSOLE })).toBe(200);
  });

  it('changes nothing without the console’s own header, nor from another site', async () => {
    const api = await harness.instance();
    const cookie = await cookieFor(api, (await newKey(api.keys)).secret);
    expect(await api.status('/submit', null, { cookie })).toBe(403);
    expect(await api.status('/submit', null, { cookie, ...CONSOLE, 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await api.status('/submit', null, { cookie, ...CONSOLE, 'sec-fetch-site': 'same-origin' })).toBe(200);
  });

  it('ends with its key, and after 8 hours', async () => {
    const api = await harness.instance();
    const { secret, document } = await newKey(api.keys);
    const cookie = await cookieFor(api, secret);
    await api.keys.revoke(document.id, 'operator:ada');
    expect(await api.status('/read', null, { cookie })).toBe(401);

    const other = await cookieFor(api, (await newKey(api.keys)).secret);
    harness.clock.advance(8 * 3_600_000 - 1_000);
    expect(await api.status('/read', null, { cookie: other })).toBe(200);
    harness.clock.advance(2_000);
    expect(await api.status('/read', null, { cookie: other })).toBe(401);
  });

  it('holds on every instance with the same secret, and is nothing where it was sealed by another', async () => {
    const [one, other, stranger] = await Promise.all([
      harness.instance({ CALLER_ID_SECRET: SECRET }),
      harness.instance({ CALLER_ID_SECRET: SECRET }),
      harness.instance(),
    ]);
    const cookie = await cookieFor(one, (await newKey(one.keys)).secret);
    expect(await other.status('/read', null, { cookie })).toBe(200);
    expect(await stranger.status('/read', null, { cookie })).toBe(401);
    const last = cookie.at(-2) === 'A' ? 'B' : 'A';
    expect(await other.status('/read', null, { cookie: `${cookie.slice(0, -2)}${last}A` })).toBe(401);
    expect(await other.status('/read', null, { cookie: '__Host-sets_session=AAAA' })).toBe(401);
  });

  it('is not begun with what opens nothing, and bad keys are counted', async () => {
    const api = await harness.instance({ RATE_LIMIT_REFUSALS: '2' });
    const answers = [await api.send('/sign-in', null), await api.send('/sign-in', 'sets_nothing')];
    expect(answers.map(({ status, headers }) => [status, headers.get('set-cookie')])).toEqual([
      [401, null],
      [401, null],
    ]);
    expect(await api.status('/sign-in', 'sets_nothing')).toBe(429);
  });

  it('begins by itself on a machine of one’s own alone', async () => {
    const env = { AUTH_MODES: 'none', OPS_TOKEN };
    const local = await harness.instance({ ...env, ENVIRONMENT: 'local' });
    const cookie = await cookieFor(local, null, '/session');
    expect(await local.status('/look', null, { cookie })).toBe(200);

    const elsewhere = await harness.instance({ ...env, ENVIRONMENT: 'staging' });
    const answer = await elsewhere.send('/session', null);
    expect([answer.body.kind, answer.headers.get('set-cookie')]).toEqual(['anonymous', null]);
  });
});
