import { whileTimePasses } from '@sets/clock/testing';
import { type Environment, parseConfig } from '@sets/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callersConfigShape, checkAuthModes } from '../src/config/index.ts';
import { newApiKey } from '../src/keys/api-key.ts';
import { type CallersHarness, newKey, startCallersHarness } from './support/callers-harness.ts';

const OPS_TOKEN = 'correct-horse-battery-staple';

let harness: CallersHarness;
beforeAll(async () => {
  harness = await startCallersHarness();
});
beforeEach(() => {
  harness.emulator.controls.faults.clear();
  harness.log.length = 0;
});
afterAll(() => harness.close());

const from = (address: string) => ({ 'x-forwarded-for': address });

describe('AUTH_MODES', () => {
  const schema = z.object({ ...callersConfigShape, ENVIRONMENT: z.string().default('local') }).check(checkAuthModes());
  const parse = (env: Environment) => () => parseConfig(schema, env).AUTH_MODES;

  it('is none where nothing is said, and in no other place than production does it have to be said', () => {
    expect(parse({})()).toBeUndefined();
    expect(parse({ AUTH_MODES: 'api-key, app-check' })()).toEqual(['api-key', 'app-check']);
    expect(parse({ ENVIRONMENT: 'production' })).toThrow(/AUTH_MODES.* is required in production/);
    expect(parse({ ENVIRONMENT: 'production', AUTH_MODES: 'none' })).toThrow(/must not be none in production/);
    expect(parse({ AUTH_MODES: 'api-key,none' })()).toEqual(['api-key', 'none']);
    expect(parse({ AUTH_MODES: 'app-check,none' })).toThrow(/must not name app-check beside none/);
    expect(parse({ ENVIRONMENT: 'production', AUTH_MODES: 'api-key,none' })).toThrow(/must not be none in production/);
    expect(parse({ AUTH_MODES: 'password' })).toThrow(/AUTH_MODES/);
    expect(parse({ AUTH_MODES: ',' })).toThrow(/AUTH_MODES/);
  });

  it('none lets in whoever comes, nameless, and asks no store', async () => {
    const api = await harness.instance({ AUTH_MODES: 'none' });
    const before = harness.reads();
    expect((await api.send('/submit', null, from('203.0.113.9'))).body).toEqual({
      ...{ id: 'anonymous', kind: 'anonymous', scopes: ['submit'], network: '203.0.113.9' },
    });
    expect((await api.send('/submit', newApiKey().text)).body).toMatchObject({ kind: 'anonymous' });
    expect(await api.status('/lever', null)).toBe(404);
    expect(harness.reads()).toBe(before);
  });
});

describe('api-key,none', () => {
  it('knows whoever shows a key by it, and lets in those who show none', async () => {
    const api = await harness.instance({ AUTH_MODES: 'api-key,none', OPS_TOKEN, ENVIRONMENT: 'local' });
    const { secret } = await newKey(api.keys);
    expect((await api.send('/submit', secret)).body).toMatchObject({ kind: 'api_key' });
    expect((await api.send('/submit', null)).body).toMatchObject({ kind: 'anonymous' });
    expect(await api.status('/submit', newApiKey().text)).toBe(401);
    // The token that signs everybody in to the console of such a machine.
    expect((await api.send('/submit', OPS_TOKEN)).body).toMatchObject({ kind: 'anonymous' });
  });
});

describe('limits', () => {
  it('are told on every answer, and hold for all keys of a caller together', async () => {
    const api = await harness.instance();
    const one = await newKey(api.keys);
    const next = await api.keys.rotate(one.document.id, 1, 'operator:ada');
    const first = await api.send('/submit', one.secret);
    expect(first.headers.get('ratelimit-policy')).toBe('"requests";q=50;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"requests";r=49;t=\d+$/);
    for (let sent = 1; sent < 50; sent += 1) {
      expect(await api.status('/submit', sent % 2 === 0 ? one.secret : next.secret)).toBe(200);
    }
    const refused = await api.send('/submit', next.secret);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(refused.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.send('/read', next.secret)).headers.get('ratelimit-policy')).toBe('"reads";q=600;w=60');
    harness.clock.advance(120_000);
    expect(await api.status('/submit', next.secret)).toBe(200);
  });

  it('are a caller’s own where its key says so', async () => {
    const api = await harness.instance();
    const { secret } = await newKey(api.keys, { rateLimit: 2 });
    expect((await api.send('/submit', secret)).headers.get('ratelimit-policy')).toBe('"requests";q=2;w=60');
    expect([await api.status('/submit', secret), await api.status('/submit', secret)]).toEqual([200, 429]);
  });

  it('tell the nameless apart by network, an IPv6 customer by its /64', async () => {
    const api = await harness.instance({ AUTH_MODES: 'none', RATE_LIMIT_REQUESTS: '1', RATE_LIMIT_RESULTS: '1' });
    const asked = ['203.0.113.9', '203.0.113.9', '203.0.113.10', '2001:db8::1', '2001:db8::ffff:2', '2001:db8:0:1::1'];
    const statuses = async (path: string) => {
      const answers: number[] = [];
      for (const address of asked) {
        answers.push(await api.status(path, null, from(address)));
      }
      return answers;
    };
    expect(await statuses('/submit')).toEqual([200, 429, 200, 200, 429, 200]);
    expect(await statuses('/result')).toEqual([200, 429, 200, 200, 429, 200]);
    expect(await statuses('/health')).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('count what a body asks for beyond its request', async () => {
    const api = await harness.instance({ RATE_LIMIT_REQUESTS: '10' });
    const caller = { id: 'batches', kind: 'api_key', scopes: ['submit'] } as const;
    await api.limits.charge('requests', caller, 9);
    await expect(api.limits.charge('requests', caller, 2)).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(api.limits.charge('requests', caller, 11)).rejects.toMatchObject({ retryable: false });
    await api.limits.charge('requests', caller, 1);
  });
});

describe('credentials that are refused', () => {
  it('are looked at so often from one network, and then no more, at no cost to others or to keys in use', async () => {
    const api = await harness.instance({ RATE_LIMIT_REFUSALS: '5' });
    const { secret } = await newKey(api.keys);
    const cold = await newKey(api.keys);
    expect(await api.status('/submit', secret, from('198.51.100.1'))).toBe(200);
    const before = harness.reads();
    const guesses: number[] = [];
    for (let guess = 0; guess < 8; guess += 1) {
      guesses.push(await api.status('/submit', newApiKey().text, from('198.51.100.1')));
    }
    expect(guesses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect(harness.reads() - before).toBe(5);
    expect(await api.status('/submit', null, from('198.51.100.1'))).toBe(429);
    expect(await api.status('/submit', secret, from('198.51.100.1'))).toBe(200);
    expect(await api.status('/submit', cold.secret, from('198.51.100.1'))).toBe(429);
    expect(await api.status('/submit', cold.secret, from('198.51.100.2'))).toBe(200);
  });

  it('count for OPS_TOKEN too', async () => {
    const api = await harness.instance({ RATE_LIMIT_REFUSALS: '3', OPS_TOKEN });
    const tried = ['wrong', OPS_TOKEN.slice(1), `${OPS_TOKEN}x`, 'again'];
    const answers: number[] = [];
    for (const token of tried) {
      answers.push(await api.status('/lever', token, from('198.51.100.3')));
    }
    expect(answers).toEqual([401, 401, 401, 429]);
  });
});

describe('OPS_TOKEN', () => {
  const uses = async (operator: string) =>
    (await harness.firestore.collection('audit').where('actor', '==', `operator:${operator}`).get()).docs.map(
      (entry) => entry.data().target,
    );

  it('opens operators’ routes alone, with or without keys, and each use is on record', async () => {
    for (const AUTH_MODES of ['none', 'api-key']) {
      const api = await harness.instance({ AUTH_MODES, OPS_TOKEN });
      const operator = { 'x-operator': `eve ${AUTH_MODES}` };
      expect((await api.send('/lever', OPS_TOKEN, operator)).body).toMatchObject({ id: 'operator', kind: 'operator' });
      await api.send('/look', OPS_TOKEN, operator);
      await expect.poll(() => uses(operator['x-operator'])).toHaveLength(2);
      expect(harness.log.filter(({ message }) => message === 'OPS_TOKEN was used')).toHaveLength(2);
      expect(JSON.stringify(harness.log)).not.toContain(OPS_TOKEN);
      harness.log.length = 0;
    }
    const keyed = await harness.instance({ OPS_TOKEN });
    expect(await keyed.status('/submit', OPS_TOKEN)).toBe(401);
  });

  it('is not for every day: its uses are bounded, and a page that polls fills no audit', async () => {
    const api = await harness.instance({ OPS_TOKEN, RATE_LIMIT_REQUESTS: '10' });
    const operator = { 'x-operator': 'poller' };
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.status('/look', OPS_TOKEN, operator)));
    expect(answers.filter((status) => status === 429)).toHaveLength(2);
    await expect.poll(() => uses('poller')).toEqual(['GET /look']);
    harness.clock.advance(120_000);
    await api.send('/look', OPS_TOKEN, operator);
    await expect.poll(() => uses('poller')).toHaveLength(2);
  });

  it('opens while the store is away, which it is there for, and says that it could not be put on record', async () => {
    const api = await harness.instance({ OPS_TOKEN });
    harness.emulator.controls.faults.unavailable();
    expect(await api.status('/look', OPS_TOKEN)).toBe(200);
    const failed = expect.poll(() => harness.log.map(({ message }) => message));
    await whileTimePasses(
      harness.clock,
      Promise.resolve(failed.toContain('A use of OPS_TOKEN could not be put on record')),
    );
  });
});
