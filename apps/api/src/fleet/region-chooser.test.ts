import { silentLogger } from '@sets/service-kit';
import { expect, test } from 'vitest';
import type { FleetView, RegionView } from './fleet-view.ts';
import { createRegionChooser } from './region-chooser.ts';

function region(
  name: string,
  { workers = 1, silent = false, state = 'running', queueAway = false, depth = 0 } = {},
): RegionView {
  return {
    region: name,
    seenAtMs: 0,
    ...(queueAway ? { queueAway } : {}),
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
      depth,
      oldestArrivalMs: null,
      executedLastMinute: null,
    },
  };
}

interface World {
  readonly views: readonly RegionView[];
  readonly drained?: string;
  readonly look?: FleetView['look'];
}

const chosenFrom = ({ views, drained, look = async () => views }: World): string =>
  createRegionChooser({
    regions: ['a', 'b', 'c'],
    fleet: { look, lastSeen: () => views },
    control: { of: (name) => ({ paused: false, drained: name === drained }) },
    logger: silentLogger,
  })('a');

test.each<[string, World, string]>([
  ['stays when all is well', { views: [region('a'), region('b')] }, 'a'],
  ['stays while nothing is known', { views: [] }, 'a'],
  ['moves on when its region has lost its workers', { views: [region('a', { workers: 0 }), region('b')] }, 'b'],
  ['moves on when its region is silent', { views: [region('a', { silent: true }), region('b')] }, 'b'],
  ['moves on when its region is drained', { views: [region('a'), region('b')], drained: 'a' }, 'b'],
  ['moves on when nobody answers for its queue', { views: [region('a', { queueAway: true }), region('b')] }, 'b'],
  ['moves on when its queue is ten rounds deep', { views: [region('a', { depth: 801 }), region('b')] }, 'b'],
  ['stays when its queue is deep and not that deep', { views: [region('a', { depth: 800 }), region('b')] }, 'a'],
  [
    'stays when nobody answers for any queue',
    { views: ['a', 'b'].map((one) => region(one, { queueAway: true })) },
    'a',
  ],
  ['stays when no region takes work: its queue keeps the job', { views: [region('a', { workers: 0 })] }, 'a'],
])('a job %s', (_why, world, chosen) => {
  expect(chosenFrom(world)).toBe(chosen);
});

test('a fleet that cannot be seen does not fail a submit', () => {
  const look = () => Promise.reject(new Error('Firestore is away'));
  expect(chosenFrom({ views: [region('b')], look })).toBe('b');
});
