import { whileTimePasses } from '@sets/clock/testing';
import { listAudit } from '@sets/store-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FleetHarness, startFleetHarness } from './support/fleet-harness.ts';

let harness: FleetHarness;
beforeAll(async () => {
  harness = await startFleetHarness();
});
afterAll(() => harness.close());

it('pauses, drains and resumes a region, for every instance to see', async () => {
  const fleet = harness.fleet();
  const watch = harness.fleet().watchControl();
  expect(watch.of('us-central1')).toEqual({ paused: false, drained: false });
  await fleet.control({ region: 'us-central1', change: { paused: true }, actor: 'ada' });
  await fleet.control({ region: 'us-central1', change: { drained: true }, actor: 'ada' });
  await expect.poll(() => watch.of('us-central1')).toMatchObject({ paused: true, drained: true, updated_by: 'ada' });
  expect(harness.tasks.paused.has('us-central1')).toBe(true);
  harness.clock.advance(1_000);
  await fleet.control({ region: 'us-central1', change: { paused: false }, actor: 'bob' });
  await expect.poll(() => watch.of('us-central1').paused).toBe(false);
  expect(harness.tasks.paused.size).toBe(0);
  const [latest] = await listAudit(harness.store().documents, 1);
  expect(latest).toMatchObject({ actor: 'bob', action: 'control_region', details: { paused: false } });
  watch.stop();
});

it('changes nothing that it cannot put on record', async () => {
  const fleet = harness.fleet();
  harness.emulator.controls.faults.unavailable();
  const changing = fleet.control({ region: 'us-central1', change: { paused: true }, actor: 'ada' });
  await expect(whileTimePasses(harness.clock, changing)).rejects.toMatchObject({ code: 'storage_unavailable' });
  harness.emulator.controls.faults.clear();
  expect(harness.tasks.paused.size).toBe(0);
});
