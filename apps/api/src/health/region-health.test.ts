import type { EndpointHealth } from '@sets/contract';
import { expect, test } from 'vitest';
import type { RegionView } from '../fleet/fleet-view.ts';
import { processingHealth } from './processing-health.ts';
import { allEndpointsOut, overallStatus, regionHealth, regionsHealth } from './region-health.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const endpoint = (circuit: EndpointHealth['circuit'] = 'closed'): EndpointHealth => ({
  model: 'm',
  location: 'us-central1',
  circuit,
  in_flight: 1,
  concurrency_limit: 20,
  concurrency_ceiling: null,
  latency_ms: 900,
  cooldown_until: null,
});

const NO_CACHE = { hits: 0, misses: 0, joined: 0, hit_rate: null, by_tier: {}, by_platform: {} };

function view(region: string, changes: Partial<NonNullable<RegionView['fleet']>> = {}, state = 'running'): RegionView {
  return {
    region,
    seenAtMs: NOW,
    fleet: {
      region,
      api_instances: 1,
      worker_instances: 2,
      active_jobs: 3,
      capacity: 160,
      endpoints: [endpoint()],
      last_heartbeat_at: NOW - 2_000,
      writer: 'w',
      written_at: NOW - 2_000,
      silent: false,
      ...changes,
    },
    queue: {
      state: state as 'running',
      depth: 4,
      oldestArrivalMs: NOW - 9_000,
      executedLastMinute: 60,
    },
  };
}

test('a region with workers, an open queue and closed circuits is ok', () => {
  expect(regionHealth(view('a'), NOW)).toMatchObject({
    status: 'ok',
    instances: { api: 1, worker: 2 },
    active_jobs: 3,
    queue: { state: 'running', depth: 4, oldest_age_s: 9 },
  });
});

test.each([
  ['it has gone silent', view('a', { silent: true })],
  ['it has no workers', view('a', { worker_instances: 0 })],
])('a region is down when %s, and then counts nothing', (_why, lost) => {
  expect(regionHealth(lost, NOW)).toMatchObject({ status: 'down' });
  expect(regionHealth(view('a', { silent: true }), NOW)).toMatchObject({ active_jobs: 0, capacity: 0, endpoints: [] });
});

test('a region is unknown until something is heard of it', () => {
  const unheard = { region: 'a', seenAtMs: NOW, fleet: null, queue: null };
  expect(regionHealth(unheard, NOW)).toMatchObject({ status: 'unknown', last_heartbeat_at: null, endpoints: [] });
  expect(processingHealth([unheard], { cache: NO_CACHE, budget: 'ok' }, NOW)).toMatchObject({ status: 'unknown' });
});

test.each([
  ['a circuit is not closed', view('a', { endpoints: [endpoint(), endpoint('open')] })],
  ['its queue is paused', view('a', {}, 'paused')],
  ['its queue does not tell', { ...view('a'), queue: null }],
  ['its queue refuses our tasks', { ...view('a'), refusal: 'right' }],
])('a region is degraded when %s', (_why, impaired) => {
  expect(regionHealth(impaired, NOW).status).toBe('degraded');
});

test('the whole is down only when every region is', () => {
  expect(overallStatus(['ok', 'ok'])).toBe('ok');
  expect(overallStatus(['ok', 'down'])).toBe('degraded');
  expect(overallStatus(['down', 'down'])).toBe('down');
  expect(overallStatus(['down', 'unknown'])).toBe('down');
  expect(overallStatus(['unknown', 'unknown'])).toBe('unknown');
  expect(overallStatus(['ok', 'unknown'])).toBe('degraded');
  expect(regionsHealth([view('a'), view('b', { worker_instances: 0 })], NOW)).toMatchObject({
    status: 'degraded',
    regions_available: 1,
  });
});

test('processing adds up the regions and is degraded without a usable endpoint', () => {
  const cache = { hits: 3, misses: 1, joined: 0, hit_rate: 0.75, by_tier: {}, by_platform: {} };
  expect(processingHealth([view('a'), view('b')], { cache, budget: 'ok' }, NOW)).toMatchObject({
    status: 'ok',
    processing: { active: 6, capacity: 320 },
    genai_pool: { available: 2 },
    cache: { hits: 3, misses: 1, hit_rate: 0.75 },
  });
  const dark = processingHealth([view('a', { endpoints: [endpoint('open')] })], { cache, budget: 'ok' }, NOW);
  expect(dark).toMatchObject({ status: 'degraded', genai_pool: { available: 0 } });
  const spent = processingHealth([view('a')], { cache, budget: 'used_up' }, NOW);
  expect(spent).toMatchObject({ status: 'degraded', budget: 'used_up' });
});

test('a larger model that nobody asks for lack of a first answer does not speak for the upstreams', () => {
  const large = { ...endpoint(), model: 'large', location: 'us' };
  expect(allEndpointsOut([view('a', { endpoints: [endpoint('open'), endpoint('open'), large] })])).toBe(true);
  const largeOut = [endpoint(), { ...large, circuit: 'open' as const }];
  expect(allEndpointsOut([view('a', { endpoints: largeOut })])).toBe(false);
});

test('the upstreams are out only when every endpoint that is seen is broken', () => {
  const out = view('a', { endpoints: [endpoint('open'), endpoint('open')] });
  expect(allEndpointsOut([out, out])).toBe(true);
  expect(allEndpointsOut([out, view('b')])).toBe(false);
  expect(allEndpointsOut([view('a', { endpoints: [endpoint('half_open')] })])).toBe(false);
  expect(allEndpointsOut([])).toBe(false);
  expect(allEndpointsOut([view('a', { endpoints: [endpoint('open')], silent: true })])).toBe(false);
});
