import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteDocuments } from '../src/index.ts';
import { type StoreHarness, startStoreHarness } from '../src/testing/index.ts';

let harness: StoreHarness;
beforeAll(async () => {
  harness = await startStoreHarness();
});
afterAll(() => harness.close());

async function documents(...names: string[]) {
  const refs = names.map((name) => harness.firestore.doc(`things/${name}`));
  await Promise.all(refs.map((ref) => ref.set({ name: ref.id })));
  return refs;
}

it('tells its caller within the time limit that deleting does not work, and lets no error escape', async () => {
  const { clock, emulator } = harness;
  const context = harness.context();
  const targets = (await documents('stuck-1', 'stuck-2')).map((ref) => ({ ref }));
  emulator.controls.faults.diskFull();
  const deleting = deleteDocuments(context, targets);
  // The client would go on trying for minutes; the time limit is the store's own.
  clock.advance(context.policy.storeTimeoutMs);
  await expect(deleting).rejects.toMatchObject({ code: 'storage_unavailable' });
  emulator.controls.faults.clear();
  expect(await deleteDocuments(context, targets)).toBe(2);
});

it('counts what went, and leaves what changed since it was read', async () => {
  const [gone, kept] = await documents('gone', 'kept');
  const read = await kept?.get();
  await kept?.update({ name: 'changed' });
  if (gone === undefined || read?.updateTime === undefined) {
    throw new Error('both exist');
  }
  const targets = [{ ref: gone }, { ref: read.ref, precondition: { lastUpdateTime: read.updateTime } }];
  expect(await deleteDocuments(harness.context(), targets)).toBe(1);
  expect((await read.ref.get()).get('name')).toBe('changed');
});
