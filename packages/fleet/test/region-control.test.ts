import { listAudit } from '@sets/store-kit';
import { type StoreHarness, startStoreHarness } from '@sets/store-kit/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { controlRegion, watchControl } from '../src/index.ts';

let harness: StoreHarness;
beforeAll(async () => {
  harness = await startStoreHarness();
});
afterAll(() => harness.close());

it('pauses, drains and resumes a region, for every instance to see', async () => {
  const context = harness.context();
  const watch = watchControl(harness.context());
  expect(watch.of('us-central1')).toEqual({ paused: false, drained: false });
  await controlRegion(context, 'us-central1', { paused: true }, 'ada');
  await controlRegion(context, 'us-central1', { drained: true }, 'ada');
  await expect.poll(() => watch.of('us-central1')).toMatchObject({ paused: true, drained: true, updated_by: 'ada' });
  expect(harness.dispatcher.paused.has('us-central1')).toBe(true);
  harness.clock.advance(1_000);
  await controlRegion(context, 'us-central1', { paused: false }, 'bob');
  await expect.poll(() => watch.of('us-central1').paused).toBe(false);
  expect(harness.dispatcher.paused.size).toBe(0);
  const [latest] = await listAudit(context, 1);
  expect(latest).toMatchObject({ actor: 'bob', action: 'control_region', details: { paused: false } });
  watch.stop();
});

it('changes nothing that it cannot put on record', async () => {
  const context = harness.context();
  harness.emulator.controls.faults.unavailable();
  const changing = controlRegion(context, 'us-central1', { paused: true }, 'ada');
  harness.clock.advance(context.policy.storeTimeoutMs);
  await expect(changing).rejects.toMatchObject({ code: 'storage_unavailable' });
  harness.emulator.controls.faults.clear();
  expect(harness.dispatcher.paused.size).toBe(0);
});
