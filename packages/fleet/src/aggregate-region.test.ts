import type { EndpointHealth } from '@sets/contract';
import { expect, it } from 'vitest';
import { aggregateRegion } from './aggregate-region.ts';
import type { FleetInstance } from './fleet-documents.ts';

const NOW = 1_000_000;
const endpoint = (more: Partial<EndpointHealth>): EndpointHealth => ({
  ...{ model: 'small', location: 'us', circuit: 'closed', in_flight: 2, concurrency_limit: 20 },
  ...{ concurrency_ceiling: null, latency_ms: null, cooldown_until: null },
  ...more,
});
const worker = (...endpoints: EndpointHealth[]): FleetInstance => ({
  ...{ service: 'worker', region: 'r', version: 'v', active_jobs: 1, capacity: 80, endpoints },
  ...{ started_at: 0, heartbeat_at: NOW, expires_at: NOW },
});
const seenBy = (...views: Partial<EndpointHealth>[]) =>
  aggregateRegion(
    views.map((view) => worker(endpoint(view))),
    NOW,
  ).endpoints[0];

it('adds up what several workers have in flight at an endpoint', () => {
  expect(seenBy({}, { in_flight: 5, concurrency_limit: 8 })).toMatchObject({ in_flight: 7, concurrency_limit: 28 });
});

it('keeps for a new worker what one may have in flight, the lowest that is known, and the longest cooldown', () => {
  const [soon, later] = ['2026-11-25T12:00:01.000Z', '2026-11-25T12:00:40.000Z'];
  expect(
    seenBy({ concurrency_ceiling: 12, cooldown_until: later }, {}, { concurrency_ceiling: 9, cooldown_until: soon }),
  ).toMatchObject({ concurrency_ceiling: 9, cooldown_until: later });
  expect(seenBy({}, {})).toMatchObject({ concurrency_ceiling: null, cooldown_until: null });
});

it.each([
  [['closed', 'closed', 'open'], 'half_open'],
  [['open', 'open', 'closed'], 'open'],
  [['closed', 'closed'], 'closed'],
] as const)('shows the circuit that most have: %j', (circuits, expected) => {
  expect(seenBy(...circuits.map((circuit) => ({ circuit })))?.circuit).toBe(expected);
});
