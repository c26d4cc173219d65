import type { GoogleGenAI } from '@google/genai';
import { createGenAiPool, DEFAULT_POLICY } from '../src/index.ts';
import type { Cloud } from './cloud.ts';
import { createClient, createContender, generate, HOME, MODEL, REGIONS } from './contenders.ts';
import { type Row, TIME_SCALE } from './rows.ts';
import { ERROR_RATE, LATENCY_MS, type RowRun, runRow } from './run-row.ts';
import { mean, median, quantile, type Sample } from './stats.ts';

export interface Bar {
  readonly name: string;
  readonly bar: string;
  readonly figure: number;
  readonly met: boolean;
  readonly samples: number;
  /** What else belongs to the figure. */
  readonly detail: Readonly<Record<string, number | string | null>>;
}

const INSTANT = { median: 0, p95: 0 };
/** Calls at once in the overhead's batches: as under load, one turn of the event loop serves several. */
const IN_FLIGHT = 10;
const UNARY = { streaming: false };
const instantCloud = { seed: 1, scale: 1, latencyMs: INSTANT, errorRate: 0, faults: [] };

/** CPU time of this process per call, in alternating batches over the same sockets to a server that answers at once. */
export async function overheadBar(cloud: Cloud, batches: number): Promise<Bar> {
  const run = 'overhead';
  await cloud.start({ run, ...instantCloud });
  const client = createClient({ cloud, run }, HOME);
  // Pacing idle: at the shipped 10 calls a second this would measure the pacing, not the pool.
  const pool = createGenAiPool({ endpoints: endpoints(), policy: { pacing: { minIntervalMs: 0 } } });
  const options = { prefer: HOME, hedge: { sizeBucket: 'video' } };
  const bare = () => generate(client, UNARY);
  const pooled = () => pool.run((_, signal) => generate(client, UNARY, signal), options);
  // The bare client with what any caller needs anyway: a timer and an AbortController of its own.
  const bareTimed = async () => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 45_000);
    try {
      await generate(client, UNARY, controller.signal);
    } finally {
      clearTimeout(timer);
    }
  };
  const cost = { bare: [] as number[], bareTimed: [] as number[], pooled: [] as number[] };
  for (let i = 0; i < batches + 10; i += 1) {
    for (const [name, call] of rotate(Object.entries({ bare, bareTimed, pooled }), i)) {
      const us = await cpuPerCall(call, 50);
      if (i >= 10) {
        cost[name as keyof typeof cost].push(us);
      }
    }
  }
  pool.close();
  await cloud.finish(run);
  const alone = await poolAlone(options);
  const figure = median(cost.pooled.map((us, i) => us - (cost.bare[i] ?? 0)));
  const detail = {
    bare_us: median(cost.bare),
    bare_with_timeout_us: median(cost.bareTimed),
    pooled_us: median(cost.pooled),
    pool_around_an_empty_call_us: alone,
    calls_per_batch: 50,
    in_flight: IN_FLIGHT,
    over_bare_with_timeout_us: median(cost.pooled.map((us, i) => us - (cost.bareTimed[i] ?? 0))),
  };
  return { name: 'overhead_cpu_us_median', bar: '≤ 50', figure, met: figure <= 50, samples: batches, detail };
}

/** The same pool around a call that does nothing: no sockets, so hardly any noise. */
async function poolAlone(options: { prefer: string; hedge: { sizeBucket: string } }): Promise<number> {
  const pool = createGenAiPool({ endpoints: endpoints(), policy: { pacing: { minIntervalMs: 0 } } });
  const costs: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    costs.push(await cpuPerCall(() => pool.run(async () => true, options), 500));
  }
  pool.close();
  return median(costs.slice(10));
}

async function cpuPerCall(call: () => Promise<unknown>, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += IN_FLIGHT) {
    await Promise.all(Array.from({ length: IN_FLIGHT }, call));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

/** From the moment the caller's `send` rejects to the moment the next `send` begins, in real time over real HTTP. */
export async function failoverBar(cloud: Cloud, requests: number): Promise<Bar> {
  const run = 'failover';
  const down = { locations: [HOME], fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, kind: { type: 'down' as const } };
  await cloud.start({ run, ...instantCloud, faults: [down] });
  const clients = new Map<string, GoogleGenAI>(
    REGIONS.map((location) => [location, createClient({ cloud, run }, location)]),
  );
  const times: number[] = [];
  const one = async () => {
    // A fresh pool each time: after five failures the circuit would open and nothing would fail over any more.
    const pool = createGenAiPool({ endpoints: endpoints() });
    let failedAt: number | null = null;
    await pool.run(
      async ({ location }, signal) => {
        if (failedAt !== null) {
          times.push(performance.now() - failedAt);
        }
        try {
          const client = clients.get(location);
          if (client !== undefined) {
            await generate(client, UNARY, signal);
          }
        } catch (error) {
          failedAt = performance.now();
          throw error;
        }
      },
      { prefer: HOME },
    );
    pool.close();
  };
  for (let i = 0; i < requests; i += 10) {
    await Promise.all(Array.from({ length: 10 }, one));
  }
  await cloud.finish(run);
  const figure = quantile(times, 0.99) ?? Number.NaN;
  const detail = { p50_ms: quantile(times, 0.5), max_ms: Math.max(...times), in_flight: 10 };
  return { name: 'failover_dispatch_ms_p99', bar: '≤ 10', figure, met: figure <= 10, samples: times.length, detail };
}

/** 10 requests a second all prefer a region that is down from the first: how many it fails before it is left alone. */
export async function isolateBar(cloud: Cloud): Promise<Bar> {
  const row = deadRow('isolate', [HOME], 10, 20_000, TIME_SCALE);
  const opened: number[] = [];
  const { calls } = await runRow(cloud, row, ['pool'], 3, {
    circuit: ({ to }) => {
      if (to === 'open') {
        opened.push(performance.now());
      }
    },
  });
  const failed = (calls.pool ?? []).filter(({ location, status }) => location === HOME && status === 503);
  // Failures before the first probe, which comes after at least 5 s.
  const first = failed[0]?.atMs ?? 0;
  const before = failed.filter(({ atMs }) => atMs < first + DEFAULT_POLICY.circuit.openMs);
  const tookMs = (before.at(-1)?.atMs ?? 0) - first;
  const detail = { isolated_after_ms: tookMs, circuit_openings: opened.length, rps: 10 };
  const met = before.length <= 5 || tookMs <= 2_000;
  return {
    name: 'isolate_failures',
    bar: '≤ 5, or within 2 s at 10 rps',
    figure: before.length,
    met,
    samples: 1,
    detail,
  };
}

export async function successBar(cloud: Cloud, scale: number, requests: number): Promise<Bar> {
  const rps = 5;
  const row = deadRow('success', ['us-central1', 'us-east1', 'asia-southeast1'], rps, (requests * 1_000) / rps, scale);
  const { samples } = await runRow(cloud, row, ['pool'], 4);
  const sent = [...(samples.pool ?? [])].sort((a, b) => a.atMs - b.atMs);
  const figure = successOf(sent);
  const detail = {
    first_1000: successOf(sent.slice(0, 1_000)),
    after: successOf(sent.slice(1_000)),
    rps,
    time_scale: scale,
  };
  return { name: 'success_3_of_4_down', bar: '≥ 0.999', figure, met: figure >= 0.999, samples: sent.length, detail };
}

export function outageBar(run: RowRun): Bar {
  const requests = (run.samples.pool ?? []).filter(({ atMs }) => atMs < 60_000).length;
  const calls = (run.calls.pool ?? []).filter(({ atMs }) => atMs < 60_000).length;
  const rival = (run.calls.round_robin ?? []).filter(({ atMs }) => atMs < 60_000).length;
  const figure = calls / requests;
  const detail = { calls, round_robin_calls: rival };
  return { name: 'outage_calls_per_request', bar: '≤ 1.3', figure, met: figure <= 1.3, samples: requests, detail };
}

/** Beside the same pool without hedging, in the same run. */
export function hedgeBar(run: RowRun, name = 'hedge_p99_ratio'): Bar {
  const with_ = run.cells.pool;
  const without = run.cells.pool_bare;
  const figure = (with_?.p99_ms ?? Number.NaN) / (without?.p99_ms ?? Number.NaN);
  const samples = with_?.requests ?? 0;
  // Failovers after the base error rate are not hedges: count calls beyond one per request and one per error answered.
  const calls = run.calls.pool ?? [];
  const errors = calls.filter(({ status }) => status !== 200).length;
  const extra = (calls.length - errors - samples) / samples;
  const detail = {
    extra_calls_share: extra,
    p99_with_ms: with_?.p99_ms ?? null,
    p99_without_ms: without?.p99_ms ?? null,
  };
  const met = figure <= 0.5 && extra <= 0.02;
  return { name, bar: '≤ 0.5 with ≤ 2 % extra calls', figure, met, samples, detail };
}

/** Regions that carry `capacity` calls at once and answer 429 beyond; more is offered than they all carry. */
export async function capacityBar(cloud: Cloud, scale: number, steadyMs: number): Promise<Bar> {
  const capacity = 8;
  const run = 'capacity';
  const always = { locations: 'all' as const, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
  const faults = [{ ...always, kind: { type: 'capacity' as const, max: capacity } }];
  await cloud.start({ run, seed: 5, scale, latencyMs: LATENCY_MS, errorRate: 0, faults });
  const contender = createContender('pool', { cloud, run, scale, streaming: false });
  const startedAt = performance.now();
  const now = () => (performance.now() - startedAt) * scale;
  const end = 30_000 + steadyMs;
  const errors: number[] = [];
  const offer = async () => {
    // As many requests at once as would fill the regions one and a half times over.
    while (now() < end) {
      await contender.request().catch(() => new Promise((resolve) => setTimeout(resolve, 1_000 / scale)));
    }
  };
  const watch = setInterval(() => {
    if (now() < 30_000 || now() > end) {
      return;
    }
    for (const { limit } of contender.pool?.snapshot().endpoints ?? []) {
      errors.push(Math.abs(limit - capacity) / capacity);
    }
  }, 1_000 / scale);
  await Promise.all(Array.from({ length: capacity * REGIONS.length * 1.5 }, offer));
  clearInterval(watch);
  contender.close();
  const steady = (await cloud.finish(run)).filter(({ atMs }) => atMs >= 30_000 && atMs < end);
  const refused = steady.filter(({ status }) => status === 429).length / steady.length;
  const figure = mean(errors);
  const carried = (steady.length * (1 - refused)) / (steadyMs / 1_000);
  const detail = {
    steady_429_share: refused,
    carried_per_s: carried,
    calls: steady.length,
    capacity_per_region: capacity,
    time_scale: scale,
  };
  const met = figure <= 0.2 && refused <= 0.02;
  return {
    name: 'capacity_error',
    bar: '≤ 0.2 after 30 s with ≤ 2 % 429s',
    figure,
    met,
    samples: errors.length,
    detail,
  };
}

function deadRow(name: string, locations: readonly string[], rps: number, durationMs: number, timeScale: number): Row {
  const outage = { locations, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
  const faults = [{ ...outage, kind: { type: 'down' as const } }];
  return { name, title: name, rps, durationMs, streaming: false, timeScale, faults, outage: null };
}

function successOf(samples: readonly Sample[]): number {
  return samples.length === 0 ? Number.NaN : samples.filter(({ ok }) => ok).length / samples.length;
}

function rotate<T>(items: readonly T[], by: number): T[] {
  const k = by % items.length;
  return [...items.slice(k), ...items.slice(0, k)];
}

function endpoints() {
  return REGIONS.map((location) => ({ model: MODEL, location }));
}

export const WORKLOAD = { latency_ms: LATENCY_MS, error_rate: ERROR_RATE };
