import { expect, test } from 'vitest';
import type { FleetView, RegionView } from '../health/fleet-view.ts';
import { createRegionChooser } from './choose-region.ts';

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => logger };

function region(name: string, { workers = 1, silent = false, state = 'running' } = {}): RegionView {
  return {
    region: name,
    fleet: {
      region: name,
      api_instances: 1,
      worker_instances: workers,
      active_jobs: 0,
      capacity: 80,
      endpoints: [],
      last_heartbeat_at: 0,
      writer: 'w',
      written_at: 0,
      silent,
    },
    queue: {
      state: state as 'running',
      depth: 0,
      oldestArrivalMs: null,
      executedLastMinute: null,
      concurrentDispatches: null,
    },
  };
}

const choosing = (views: readonly RegionView[], look: FleetView['look'] = async () => views) =>
  createRegionChooser({ regions: ['a', 'b', 'c'], fleet: { look, lastSeen: () => views }, logger })();

test.each([
  ['the preferred one when all is well', [region('a'), region('b')], 'a'],
  ['the preferred one while nothing is known', [], 'a'],
  ['the next when the preferred has lost its workers', [region('a', { workers: 0 }), region('b')], 'b'],
  ['the next when the preferred is silent', [region('a', { silent: true }), region('b')], 'b'],
  ['the next when the preferred queue is paused', [region('a', { state: 'paused' }), region('b')], 'b'],
  ['the preferred one when none takes work: its queue keeps the job', [region('a', { workers: 0 })], 'a'],
])('a job goes to %s', (_why, views, chosen) => {
  expect(choosing(views)).toBe(chosen);
});

test('a fleet that cannot be seen does not fail a submit', () => {
  expect(choosing([region('b')], () => Promise.reject(new Error('Firestore is away')))).toBe('b');
});
