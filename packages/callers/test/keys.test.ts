import { whileTimePasses } from '@sets/clock/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checksumOf, newApiKey } from '../src/keys/api-key.ts';
import { KEPT_THROUGH_OUTAGE_MS, KEY_FRESH_MS } from '../src/keys/key-directory.ts';
import { LAST_USE_EVERY_MS } from '../src/keys/last-use.ts';
import { type CallersHarness, type Instance, newKey, startCallersHarness } from './support/callers-harness.ts';

const HOUR_MS = 3_600_000;

let harness: CallersHarness;
let api: Instance;
beforeAll(async () => {
  harness = await startCallersHarness();
  api = await harness.instance({ RATE_LIMIT_REFUSALS: '1000000', RATE_LIMIT_REQUESTS: '1000000' });
});
beforeEach(() => harness.emulator.controls.faults.clear());
afterAll(() => harness.close());

const stored = async (id: string) => (await harness.firestore.doc(`api_keys/${id}`).get()).data() ?? {};

describe('a key', () => {
  it('opens what its scopes say, under its caller’s name, and is nowhere in the store', async () => {
    const { document, secret } = await newKey(api.keys, { caller: 'mobile' });
    expect((await api.send('/submit', secret)).body).toEqual({ id: 'mobile', kind: 'api_key', scopes: ['submit'] });
    expect(await api.status('/lever', secret)).toBe(403);
    expect(JSON.stringify(await stored(document.id))).not.toContain(secret);
    expect(JSON.stringify(await stored(document.id))).not.toContain(secret.slice(-38));
    expect(JSON.stringify(harness.log)).not.toContain(secret.slice(-38));
  });

  it('with the scope of operators opens their routes, under the name that it is given there', async () => {
    const { secret } = await newKey(api.keys, { caller: 'ops', scopes: ['operate'] });
    expect((await api.send('/lever', secret, { 'x-operator': 'bob' })).body).toMatchObject({
      id: 'ops',
      operator: 'bob',
    });
    expect((await api.send('/submit', secret)).body).toMatchObject({ code: 'forbidden' });
  });

  it.each([
    ['nothing', () => null],
    ['a word', () => 'open-sesame'],
    ['a key that was never made', () => newApiKey().text],
    ['a key without its last letter', async () => (await newKey(api.keys)).secret.slice(0, -1)],
    ['another secret under a known id', async () => withIdOf((await newKey(api.keys)).document.id)],
  ])('%s opens nothing', async (_what, token) => {
    const answer = await api.send('/submit', await token());
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('that has run out opens nothing', async () => {
    const { secret } = await newKey(api.keys, { validDays: 1 });
    expect(await api.status('/submit', secret)).toBe(200);
    harness.clock.advance(24 * HOUR_MS);
    expect(await api.status('/submit', secret)).toBe(401);
  });

  it('whose scopes a later release invented opens nothing with them', async () => {
    const { document, secret } = await newKey(api.keys);
    await harness.firestore.doc(`api_keys/${document.id}`).update({ scopes: ['submit', 'fly'] });
    expect((await api.send('/submit', secret)).body.scopes).toEqual(['submit']);
  });

  it('whose document cannot be read opens nothing', async () => {
    const { document, secret } = await newKey(api.keys);
    await harness.firestore.doc(`api_keys/${document.id}`).update({ hash: 'short' });
    expect(await api.status('/submit', secret)).toBe(401);
  });
});

describe('revoking', () => {
  it('ends a key here at once, and elsewhere within half a minute', async () => {
    const other = await harness.instance();
    const { document, secret } = await newKey(api.keys);
    expect([await api.status('/submit', secret), await other.status('/submit', secret)]).toEqual([200, 200]);
    expect(await api.keys.revoke(document.id, 'operator:ada')).toMatchObject({ revoked_at: expect.any(Number) });
    expect(await api.status('/submit', secret)).toBe(401);
    harness.clock.advance(KEY_FRESH_MS);
    expect(await other.status('/submit', secret)).toBe(401);
    expect(await api.keys.revoke(document.id, 'operator:ada')).toMatchObject({ id: document.id });
  });

  it('is heard of beside a request, before the time is up', async () => {
    const other = await harness.instance();
    const { document, secret } = await newKey(api.keys);
    expect(await other.status('/submit', secret)).toBe(200);
    await api.keys.revoke(document.id, 'operator:ada');
    harness.clock.advance(KEY_FRESH_MS - 1_000);
    const before = harness.reads();
    expect(await other.status('/submit', secret)).toBe(200);
    await expect.poll(() => other.status('/submit', secret)).toBe(401);
    expect(harness.reads() - before).toBe(1);
  });
});

describe('two keys for one caller', () => {
  it('live side by side while one follows the other, and no third does', async () => {
    const { document, secret } = await newKey(api.keys, { caller: 'turning', scopes: ['submit'], rateLimit: 70 });
    harness.clock.advance(1_000);
    const next = await api.keys.rotate(document.id, 2, 'operator:ada');
    expect(next.document).toMatchObject({ caller: 'turning', scopes: ['submit'], rate_limit: 70 });
    await expect(newKey(api.keys, { caller: 'turning' })).rejects.toMatchObject({ code: 'too_many_keys' });
    await expect(api.keys.rotate(document.id, 2, 'operator:ada')).rejects.toMatchObject({ code: 'too_many_keys' });
    expect([await api.status('/submit', secret), await api.status('/submit', next.secret)]).toEqual([200, 200]);
    harness.clock.advance(2 * HOUR_MS);
    expect([await api.status('/submit', secret), await api.status('/submit', next.secret)]).toEqual([401, 200]);
    await expect(api.keys.rotate(document.id, 2, 'operator:ada')).rejects.toMatchObject({ code: 'key_not_found' });
    expect(await api.keys.list('turning')).toMatchObject([{ id: next.document.id }, { id: document.id }]);
  });

  it('are never three, however many are asked for at once', async () => {
    const asked = Array.from({ length: 6 }, () => newKey(api.keys, { caller: 'herd' }));
    const made = (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled');
    expect([made.length, (await api.keys.list('herd')).length]).toEqual([2, 2]);
  });

  it('end no later than the old one would have ended anyway', async () => {
    const { document, secret } = await newKey(api.keys, { validDays: 1 });
    await api.keys.rotate(document.id, 720, 'operator:ada');
    harness.clock.advance(24 * HOUR_MS);
    expect(await api.status('/submit', secret)).toBe(401);
  });
});

describe('the store', () => {
  it('is asked once for a key in use, and not for what is no key', async () => {
    const { secret } = await newKey(api.keys);
    const before = harness.reads();
    for (const token of [secret, secret, 'sets_AAAAAAAAAAAA_'.padEnd(56, 'A'), secret]) {
      await api.send('/submit', token);
    }
    expect(harness.reads() - before).toBe(1);
  });

  it('is asked once for a key that nobody has, and for no more of them than a second may cost', async () => {
    const { text } = newApiKey();
    const before = harness.reads();
    await api.send('/submit', text);
    await api.send('/submit', text);
    expect(harness.reads() - before).toBe(1);
    harness.clock.advance(1_000);
    const guesses = await Promise.all(Array.from({ length: 80 }, () => api.send('/submit', newApiKey().text)));
    const refused = guesses.filter(({ status }) => status === 429);
    expect([refused.length, harness.reads() - before]).toEqual([30, 51]);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    harness.clock.advance(1_000);
    expect(await api.status('/submit', newApiKey().text)).toBe(401);
  });

  it('may be away: a known key opens for a quarter of an hour, an unknown one is neither let in nor called wrong', async () => {
    const { document, secret } = await newKey(api.keys);
    expect(await api.status('/submit', secret)).toBe(200);
    harness.clock.advance(KEY_FRESH_MS);
    harness.emulator.controls.faults.unavailable();
    expect(await whileTimePasses(harness.clock, api.status('/submit', secret))).toBe(200);
    const unknown = await whileTimePasses(harness.clock, api.send('/submit', newApiKey().text));
    expect([unknown.status, unknown.body.code]).toEqual([503, 'storage_unavailable']);
    expect(await api.status('/submit', withIdOf(document.id))).toBe(401);
    harness.clock.advance(KEPT_THROUGH_OUTAGE_MS);
    expect(await whileTimePasses(harness.clock, api.status('/submit', secret))).toBe(503);
    harness.emulator.controls.faults.clear();
    await expect.poll(() => api.status('/submit', secret)).toBe(200);
  });

  it('hears of a key’s last use once in a while, whoever uses it', async () => {
    const { document, secret } = await newKey(api.keys);
    const other = await harness.instance();
    const lastUse = async () => (await stored(document.id)).last_used_at?.toMillis() ?? null;
    const first = harness.clock.now();
    await api.send('/submit', secret);
    await expect.poll(lastUse).toBe(first);
    harness.clock.advance(LAST_USE_EVERY_MS - 1);
    await api.send('/submit', secret);
    await other.send('/submit', secret);
    harness.clock.advance(1);
    const second = harness.clock.now();
    await api.send('/submit', secret);
    await expect.poll(lastUse).toBe(second);
    expect((await harness.firestore.doc(`api_keys/${document.id}`).get()).updateTime?.toMillis()).toBe(second);
  });
});

it('what is done with keys is on record, and a key that is not there is nobody’s', async () => {
  const { document } = await newKey(api.keys, { caller: 'recorded' });
  await api.keys.rotate(document.id, 1, 'operator:bob');
  await api.keys.revoke(document.id, 'operator:bob');
  const entries = (await harness.firestore.collection('audit').where('target', '==', document.id).get()).docs;
  const told = entries.map((entry) => entry.data()).map(({ action, actor }) => `${actor} ${action}`);
  expect(told.toSorted()).toEqual(['operator:ada create_key', 'operator:bob revoke_key', 'operator:bob rotate_key']);
  await expect(api.keys.revoke('AAAAAAAAAAAA', 'operator:bob')).rejects.toMatchObject({ code: 'key_not_found' });
});

/** A well-formed key with a known id and a secret that somebody made up. */
function withIdOf(id: string): string {
  const text = `sets_${id}_${'A'.repeat(32)}`;
  return text + checksumOf(text);
}
