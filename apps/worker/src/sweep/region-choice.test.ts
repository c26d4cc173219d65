import { createManualClock } from '@sets/clock/testing';
import type { RegionState } from '@sets/fleet';
import { silentLogger } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { createRegionChoice } from './region-choice.ts';

const REGIONS = ['us-central1', 'us-east1', 'europe-west1'];
const state = (region: string): RegionState => ({
  ...{ region, api_instances: 1, worker_instances: 1, active_jobs: 0, capacity: 80, endpoints: [] },
  ...{ last_heartbeat_at: 0, writer: 'w', written_at: 0, silent: false },
});

/** `answers` says of each look in turn whether the region's queue answered; afterwards it does. */
async function choose(answers: Readonly<Record<string, boolean[]>>, drained: string | null = null) {
  const clock = createManualClock();
  const looks = new Map<string, number>();
  const choice = createRegionChoice({
    store: {
      fleet: {
        regions: async () => REGIONS.map(state),
        async lookAtQueue(region) {
          const look = looks.get(region) ?? 0;
          looks.set(region, look + 1);
          return { state: null, away: answers[region]?.[look] === false };
        },
      },
    },
    ...{ regions: REGIONS, clock, logger: silentLogger },
    control: { of: (region) => ({ paused: false, drained: region === drained }) },
  })();
  await clock.advanceAsync(60_000);
  return { chosen: (await choice)('europe-west1'), looks: (region: string) => looks.get(region) };
}

const SILENT = [false, false, false, false];

it('leaves jobs where they are while every queue answers, and looks once', async () => {
  const { chosen, looks } = await choose({});
  expect([chosen, looks('europe-west1')]).toEqual(['europe-west1', 1]);
});

it('moves them to the nearest region when their queue is silent for three looks', async () => {
  expect((await choose({ 'europe-west1': SILENT })).chosen).toBe('us-east1');
});

it('leaves them when the second or third look was answered', async () => {
  const { chosen, looks } = await choose({ 'europe-west1': [false, false, true] });
  expect([chosen, looks('europe-west1')]).toEqual(['europe-west1', 3]);
});

it('leaves them when no queue answers: then it is us who are cut off', async () => {
  expect((await choose(Object.fromEntries(REGIONS.map((region) => [region, SILENT])))).chosen).toBe('europe-west1');
});

it('moves them out of a drained region, not into one whose queue is silent', async () => {
  expect((await choose({ 'us-east1': SILENT }, 'europe-west1')).chosen).toBe('us-central1');
});
