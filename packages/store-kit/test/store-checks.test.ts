import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeChecks } from '../src/index.ts';
import { startTestStore, type TestStore } from '../src/testing/index.ts';

let harness: TestStore;
beforeAll(async () => {
  harness = await startTestStore();
});
afterAll(() => harness.close());

const run = () =>
  Promise.all(storeChecks(harness.store(), ['us-central1']).map((check) => check.run(new AbortController().signal)));

it('reads and writes Firestore without leaving anything, and looks at each queue', async () => {
  expect(await run()).toEqual([
    { status: 'ok', detail: 'reads and writes' },
    { status: 'ok', detail: 'running, 0 tasks, all rights' },
    { status: 'ok', detail: 'running, 0 tasks, all rights' },
  ]);
  expect(await harness.firestore.listCollections()).toEqual([]);
});

it('names the rights that we lack, and says when the service does not tell', async () => {
  const { tasks } = harness;
  tasks.missingRights = async () => ['cloudtasks.tasks.get'];
  expect((await run())[1]).toEqual({
    status: 'failed',
    detail: 'running, 0 tasks, but without the right to cloudtasks.tasks.get',
  });
  tasks.missingRights = async () => null;
  expect((await run())[1]?.detail).toBe('running, 0 tasks, the service does not tell our rights');
});
