import { createManualClock } from '@sets/clock/testing';
import { silentLogger } from '@sets/service-kit';
import { type DocumentStore, type Reading, storedTime } from '@sets/store-kit';
import { expect, it } from 'vitest';
import { createKeyDirectory, KEY_FRESH_MS } from './key-directory.ts';

const ID = 'k7Qm2Zt9Xb4L';

/** A directory whose reads the test ends; each shows the key as it was when it began. */
function slowStore() {
  const clock = createManualClock();
  const held: (() => void)[] = [];
  let revokedAt: unknown = null;
  const read = async (path: string): Promise<Reading> => {
    const fields = {
      ...{ id: ID, caller: 'ada', label: null, hash: 'a'.repeat(64), scopes: ['submit'], rate_limit: null },
      ...{
        created_at: storedTime(1),
        created_by: 'operator',
        valid_until: null,
        revoked_at: revokedAt,
        last_used_at: null,
      },
    };
    await new Promise<void>((resolve) => held.push(resolve));
    return { path, id: ID, fields, version: '1.0' as Reading['version'], readAtMs: 1 };
  };
  const documents = { read, seemsOut: () => false } as unknown as DocumentStore;
  return {
    clock,
    directory: createKeyDirectory({ documents, clock, logger: silentLogger }),
    revoke: () => {
      revokedAt = storedTime(2);
    },
    letGo: async () => {
      held.shift()?.();
      await clock.advanceAsync(0);
    },
    reads: () => held.length,
  };
}

it('counts the age of a key from the begin of its look, so that a slow one prolongs nothing', async () => {
  const { clock, directory, revoke, letGo } = slowStore();
  const found = directory.find(ID);
  await clock.advanceAsync(0);
  revoke();
  await clock.advanceAsync(4_000);
  await letGo();
  expect((await found)?.revoked_at).toBeNull();
  clock.advance(KEY_FRESH_MS - 4_000);
  expect(directory.remembered(ID)).toBeUndefined();
});

it('does not keep what was read before a change of its own, nor give it to who asks after that', async () => {
  const { clock, directory, revoke, letGo, reads } = slowStore();
  const before = directory.find(ID);
  await clock.advanceAsync(0);
  revoke();
  directory.forget(ID);
  const after = directory.find(ID);
  await letGo();
  expect(reads()).toBe(1);
  await letGo();
  expect([(await before)?.revoked_at, (await after)?.revoked_at]).toEqual([2, 2]);
  expect(directory.remembered(ID)?.revoked_at).toBe(2);
});
