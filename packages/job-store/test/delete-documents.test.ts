import { systemClock } from '@sets/service-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteDocuments } from '../src/store/delete-documents.ts';
import { type Harness, startHarness, submitted } from './support/store-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

it('tells its caller within the time limit that deleting does not work, and lets no error escape', async () => {
  const store = harness.store({ clock: systemClock, policy: { storeTimeoutMs: 500 } });
  const ids = [await submitted(store, 'stuck-1'), await submitted(store, 'stuck-2')];
  const targets = ids.map((id) => ({ ref: harness.firestore.doc(`jobs/${id}`) }));
  harness.emulator.controls.faults.diskFull();
  await expect(deleteDocuments(store.context, targets)).rejects.toMatchObject({ code: 'storage_unavailable' });
  harness.emulator.controls.faults.clear();
  expect(await deleteDocuments(store.context, targets)).toBe(2);
}, 5_000);

it('counts what went, and leaves what changed since it was read', async () => {
  const store = harness.store();
  const [gone, kept] = [await submitted(store, 'gone'), await submitted(store, 'kept')];
  const read = await harness.firestore.doc(`jobs/${kept}`).get();
  await read.ref.update({ 'source.title': 'changed' });
  if (read.updateTime === undefined) {
    throw new Error('it exists');
  }
  const targets = [
    { ref: harness.firestore.doc(`jobs/${gone}`) },
    { ref: read.ref, precondition: { lastUpdateTime: read.updateTime } },
  ];
  expect(await deleteDocuments(store.context, targets)).toBe(1);
  expect(await store.getJob(kept)).not.toBeNull();
});
