import { join } from 'node:path';
import { readStoredFixtures, restore, type StoredFixture, withLaterFields } from '@sets/store-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksumOf } from '../src/keys/api-key.ts';
import { type CallersHarness, type Instance, startCallersHarness } from './support/callers-harness.ts';

const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-26'));

function secretOf(id: string): string {
  const text = `sets_${id}_${'A'.repeat(32)}`;
  return text + checksumOf(text);
}

/** Deploys roll out and back: each release reads what earlier ones stored, and ignores what a later one has added. */
describe.each<[string, (fixture: StoredFixture) => StoredFixture]>([
  ['keys of the first release that had any', (fixture) => fixture],
  ['keys with fields of a later release', withLaterFields],
])('%s', (_what, form) => {
  let harness: CallersHarness;
  let api: Instance;
  beforeAll(async () => {
    harness = await startCallersHarness();
    await restore(harness.firestore, recorded.map(form));
    api = await harness.instance();
  });
  afterAll(() => harness.close());

  it('open what they opened', async () => {
    const caller = { id: 'mobile-backend', kind: 'api_key', scopes: ['submit'] };
    expect((await api.send('/submit', secretOf('AAAAAAAAAAAA'))).body).toEqual(caller);
    expect((await api.send('/lever', secretOf('BBBBBBBBBBBB'))).body).toMatchObject({ rateLimit: 500 });
    expect(await api.status('/submit', secretOf('CCCCCCCCCCCC'))).toBe(401);
  });

  it('are listed, and keep what is not ours when they end', async () => {
    expect((await api.keys.list()).map(({ id }) => id).toSorted()).toEqual([
      'AAAAAAAAAAAA',
      'BBBBBBBBBBBB',
      'CCCCCCCCCCCC',
    ]);
    const path = 'api_keys/AAAAAAAAAAAA';
    const before = (await harness.firestore.doc(path).get()).data() ?? {};
    await api.keys.revoke('AAAAAAAAAAAA', 'operator:ada');
    const { revoked_at, ...after } = (await harness.firestore.doc(path).get()).data() ?? {};
    expect({ ...after, revoked_at: null, last_used_at: null }).toEqual({ ...before, last_used_at: null });
    expect(revoked_at).toBeDefined();
  });
});
