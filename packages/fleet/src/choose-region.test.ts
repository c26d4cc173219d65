import { expect, it } from 'vitest';
import { chooseRegion } from './choose-region.ts';
import type { RegionState } from './read-fleet.ts';
import { nearestRegions } from './region-places.ts';

const REGIONS = ['us-central1', 'us-east1', 'europe-west1', 'asia-southeast1'];

const state = (region: string, change: Partial<RegionState> = {}): RegionState => ({
  ...{ region, api_instances: 1, worker_instances: 1, active_jobs: 0, capacity: 80, endpoints: [] },
  ...{ last_heartbeat_at: 0, writer: 'w', written_at: 0, silent: false, ...change },
});

const choose = (home: string, fleet: readonly RegionState[], ...closed: string[]): string =>
  chooseRegion(home, { regions: REGIONS, fleet, closed: (region) => closed.includes(region) });

const ALL = REGIONS.map((region) => state(region));
const without = (...gone: string[]): RegionState[] =>
  REGIONS.map((region) => state(region, gone.includes(region) ? { worker_instances: 0 } : {}));

it.each([
  ['stays at home', 'europe-west1', ALL, [], 'europe-west1'],
  ['goes to the nearest when home has lost its workers', 'europe-west1', without('europe-west1'), [], 'us-east1'],
  ['goes to the nearest when home is closed', 'us-east1', ALL, ['us-east1'], 'us-central1'],
  ['passes over those that are closed too', 'asia-southeast1', ALL, ['asia-southeast1', 'europe-west1'], 'us-central1'],
  ['stays when nobody takes work', 'us-east1', without(...REGIONS), [], 'us-east1'],
  ['stays when all are closed', 'us-east1', ALL, REGIONS, 'us-east1'],
  ['stays while nothing is known', 'us-east1', [], ['us-east1'], 'us-east1'],
])('%s', (_what, home, fleet, closed, chosen) => {
  expect(choose(home, fleet, ...closed)).toBe(chosen);
});

it('knows who is near', () => {
  expect(nearestRegions('asia-southeast1', REGIONS)).toEqual([
    'asia-southeast1',
    'europe-west1',
    'us-central1',
    'us-east1',
  ]);
  expect(nearestRegions('australia-southeast1', ['europe-west1', 'asia-southeast1'])[0]).toBe('asia-southeast1');
});

it('keeps the order in which regions are given where it knows no places', () => {
  expect(nearestRegions('here', ['b', 'us-east1', 'a'])).toEqual(['b', 'us-east1', 'a']);
  expect(nearestRegions('us-east1', ['b', 'a', 'us-east1'])).toEqual(['us-east1', 'b', 'a']);
});
