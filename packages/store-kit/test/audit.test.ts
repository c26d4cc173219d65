import { join } from 'node:path';
import { whileTimePasses } from '@sets/clock/testing';
import { silentLogger } from '@sets/service-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audited, listAudit } from '../src/index.ts';
import {
  createLossyAnswers,
  plainFields,
  readStoredFixtures,
  restore,
  startTestStore,
  type TestStore,
  withLaterFields,
} from '../src/testing/index.ts';

let test: TestStore;
beforeAll(async () => {
  test = await startTestStore();
});
afterAll(() => test.close());

const warnings: string[] = [];
const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
const entry = { actor: 'ada', action: 'purge', target: 'jobs', details: { limit: 3 } };

it('puts a change on record before it is made, and what came of it afterwards', async () => {
  const { documents } = test.store();
  const change = async () => {
    expect(await listAudit(documents, 1)).toMatchObject([{ ...entry, outcome: null }]);
    return 2;
  };
  expect(await audited({ documents, logger }, { entry, change, outcomeOf: (purged) => ({ purged }) })).toBe(2);
  expect(await listAudit(documents, 1)).toEqual([{ ...entry, at: test.clock.now(), outcome: { ok: true, purged: 2 } }]);
});

it('records that a change failed, and throws what it threw', async () => {
  const { documents } = test.store();
  test.clock.advance(1_000);
  const change = () => Promise.reject(new RangeError('too many'));
  await expect(audited({ documents, logger }, { entry, change, outcomeOf: () => ({}) })).rejects.toThrow(RangeError);
  expect(await listAudit(documents, 1)).toMatchObject([{ outcome: { ok: false, error: 'too many' } }]);
});

it('changes nothing that it cannot put on record', async () => {
  const { documents } = test.store();
  let changed = false;
  const change = async () => {
    changed = true;
  };
  test.emulator.controls.faults.unavailable();
  const changing = audited({ documents, logger }, { entry, change, outcomeOf: () => ({}) });
  await expect(whileTimePasses(test.clock, changing)).rejects.toMatchObject({ code: 'storage_unavailable' });
  test.emulator.controls.faults.clear();
  expect(changed).toBe(false);
});

it('stands although its outcome could not be stored', async () => {
  const lossy = createLossyAnswers();
  const { documents } = test.store({ span: lossy.span });
  lossy.lose('audit_outcome');
  const change = async () => 'done';
  expect(await audited({ documents, logger }, { entry, change, outcomeOf: () => ({}) })).toBe('done');
  expect(warnings).toEqual(['The outcome of an audited change could not be stored']);
});

it('is read as earlier releases wrote it, and whatever a later one adds', async () => {
  const recorded = readStoredFixtures(join(import.meta.dirname, 'fixtures/stored/2026-11-23'));
  for (const form of [recorded, recorded.map(withLaterFields)]) {
    const old = await startTestStore();
    await restore(old.firestore, form);
    const entries = await listAudit(old.store().documents, 50);
    expect(entries).toHaveLength(recorded.length);
    expect(entries).toEqual(expect.arrayContaining(recorded.map(plainFields)));
    await old.close();
  }
});
