import type { EndpointHealth, OpsOverview } from '@sets/contract';
import { describe, expect, it } from 'vitest';
import { findFaults, type Situation } from './attention.ts';
import { createFaultMemory } from './fault-memory.ts';

const NOW = Date.parse('2026-11-26T09:00:00Z');
type Region = OpsOverview['regions'][number];

const endpoint = (location: string, circuit: EndpointHealth['circuit'] = 'closed'): EndpointHealth => ({
  ...{ model: 'gemini-test', location, circuit, in_flight: 0, concurrency_limit: 20, concurrency_ceiling: null },
  ...{ latency_ms: 900, cooldown_until: null },
});

const region = (name: string, changes: Partial<Region> = {}): Region => ({
  ...{ region: name, status: 'ok', instances: { api: 1, worker: 2 }, active_jobs: 3, capacity: 160 },
  queue: { state: 'running', depth: 1, oldest_age_s: 1 },
  endpoints: [endpoint('us'), endpoint('eu')],
  ...{ last_heartbeat_at: '2026-11-26T08:59:55.000Z', paused: false, drained: false },
  ...changes,
});

const latency = { average: 400, p50: 10, p95: 3_000, p99: 4_000 };
const performance = (succeeded: number, failed: number): NonNullable<OpsOverview['performance']> => ({
  ...{ since: '2026-11-25T10:00:00.000Z', requests: { total: 9, errors: 0 }, response_ms: latency, job_ms: latency },
  cache: { hits: 8, misses: 1, joined: 0, hit_rate: 0.9, by_tier: {}, by_platform: {} },
  jobs: { accepted: 1, succeeded, declined: 0, failed, success_rate: succeeded / (succeeded + failed) },
  clients: { by_continent: {} },
});

const well: Situation = {
  ...{ nowMs: NOW, store: 'ok', performance: performance(100, 0), dead_jobs: 0 },
  regions: [region('us-central1'), region('europe-west1')],
  budget: { spent_usd: 1, budget_usd: 250, used_up: false },
};

const idsOf = (changes: Partial<Situation>): string[] => findFaults({ ...well, ...changes }).map(({ id }) => id);
function only(changes: Partial<Situation>) {
  const faults = findFaults({ ...well, ...changes });
  expect(faults).toHaveLength(1);
  return faults[0];
}

describe('what needs somebody', () => {
  it('is nothing while all is well, nor with a little to do', () => {
    expect(idsOf({})).toEqual([]);
    expect(idsOf({ regions: [region('a', { queue: { state: 'running', depth: 40, oldest_age_s: 5 } })] })).toEqual([]);
    expect(idsOf({ performance: performance(3, 3) })).toEqual([]);
    expect(idsOf({ performance: null, budget: null, dead_jobs: null })).toEqual([]);
  });

  it('is a dead region: its last sign of life, and draining it while others work', () => {
    const regions = [region('us-central1'), region('europe-west1', { status: 'down' })];
    expect(only({ regions })).toMatchObject({
      ...{ id: 'region_down:europe-west1', severity: 'critical', place: 'europe-west1' },
      sinceMs: Date.parse('2026-11-26T08:59:55Z'),
      lever: { kind: 'control_region', region: 'europe-west1', change: { drained: true } },
    });
    expect(only({ regions: [region('a', { status: 'down' })] })).toMatchObject({
      effect: 'No region works: new jobs wait.',
      lever: { kind: 'look' },
    });
  });

  it('is a backlog: since its oldest job waits, and the workers that would take it in', () => {
    const queue = { state: 'running', depth: 500, oldest_age_s: 42 };
    expect(only({ regions: [region('us-central1', { queue })] })).toMatchObject({
      ...{ id: 'backlog:us-central1', thing: 'A backlog of 500 jobs', sinceMs: NOW - 42_000 },
      lever: { change: { scale_floor: 7, scale_ceiling: null } },
    });
    const old = { state: 'running', depth: 12, oldest_age_s: 31 };
    expect(idsOf({ regions: [region('a', { queue: old })] })).toEqual(['backlog:a']);
  });

  it('asks to resume a queue that waits because somebody paused it', () => {
    const queue = { state: 'paused', depth: 500, oldest_age_s: 42 };
    const faults = findFaults({ ...well, regions: [region('a', { queue, paused: true })] });
    expect(faults.map(({ id, lever }) => [id, lever.label])).toEqual([
      ['backlog:a', 'Resume the queue'],
      ['paused:a', 'Resume the queue'],
    ]);
  });

  it('is one open circuit, in whichever regions it is seen; worse when no location of the model is left', () => {
    const broken = [endpoint('us', 'open'), endpoint('eu')];
    const regions = [region('a', { endpoints: broken }), region('b', { endpoints: broken })];
    expect(only({ regions })).toMatchObject({
      id: 'circuit_open:gemini-test at us',
      severity: 'warning',
      place: 'a, b',
    });
    const probing = [endpoint('us', 'half_open'), endpoint('eu')];
    expect(idsOf({ regions: [region('a', { endpoints: probing })] })).toEqual(['circuit_open:gemini-test at us']);
    const none = [endpoint('us', 'open'), endpoint('eu', 'half_open')];
    expect(
      findFaults({ ...well, regions: [region('a', { endpoints: none })] }).map(({ severity }) => severity),
    ).toEqual(['critical', 'critical']);
  });

  it('is the budget, Firestore, a queue that says nothing, failures, slowness, dead jobs and what was decided', () => {
    expect(idsOf({ budget: { spent_usd: 250, budget_usd: 250, used_up: true } })).toEqual(['budget_used_up']);
    expect(idsOf({ store: 'away' })).toEqual(['store_away']);
    expect(idsOf({ regions: [region('a', { queue: null })] })).toEqual(['queue_silent:a']);
    expect(idsOf({ performance: performance(98, 2) })).toEqual(['success_rate']);
    const slow = { ...performance(100, 0), response_ms: { ...latency, average: 3_001 } };
    expect(idsOf({ performance: slow })).toEqual(['slow']);
    expect(only({ dead_jobs: 200 })).toMatchObject({ thing: '200 dead jobs', lever: { kind: 'look', at: 'jobs' } });
    expect(idsOf({ regions: [region('a', { drained: true })] })).toEqual(['drained:a']);
  });

  it('comes worst first, each once, also while Firestore is away', () => {
    const backlog = { state: 'running', depth: 500, oldest_age_s: 42 };
    expect(
      idsOf({
        store: 'away',
        budget: { spent_usd: 1, budget_usd: 1, used_up: true },
        dead_jobs: 3,
        regions: [region('a', { queue: backlog }), region('b', { status: 'down', drained: true })],
      }),
    ).toEqual(['store_away', 'budget_used_up', 'region_down:b', 'backlog:a', 'drained:b', 'dead_jobs']);
  });
});

describe('since when', () => {
  const findings = (sinceMs: number | null) =>
    findFaults({ ...well, store: 'away' }).map((finding) => ({ ...finding, sinceMs }));

  it('is when it began, where that is known, else when it was first seen', () => {
    const memory = createFaultMemory();
    expect(memory.name(findings(NOW - 5_000), NOW)[0]?.since).toBe('2026-11-26T08:59:55.000Z');
    expect(createFaultMemory().name(findings(null), NOW)[0]?.since).toBe('2026-11-26T09:00:00.000Z');
  });

  it('stays while a fault lasts or flickers, and begins anew after it was gone', () => {
    const memory = createFaultMemory();
    memory.name(findings(null), NOW);
    memory.name([], NOW + 2_000);
    expect(memory.name(findings(null), NOW + 14_000)[0]?.since).toBe('2026-11-26T09:00:00.000Z');
    memory.name([], NOW + 30_000);
    expect(memory.name(findings(null), NOW + 32_000)[0]?.since).toBe('2026-11-26T09:00:32.000Z');
  });
});
