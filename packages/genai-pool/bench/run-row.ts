import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolObserver } from '../src/index.ts';
import type { Cloud } from './cloud.ts';
import { ATTEMPT_TIMEOUT_MS, type Contender, type ContenderName, createContender } from './contenders.ts';
import type { CallLog } from './fake-gemini.ts';
import type { Row } from './rows.ts';
import { quantile, type Sample, timeToIsolate, timeToReturn, timeToSuccess } from './stats.ts';

/** A small model on a short video: median and 95th percentile. The error rate is what upstreams show on good days. */
export const LATENCY_MS = { median: 2_200, p95: 4_500 };
export const ERROR_RATE = 0.005;

export interface Cell {
  readonly requests: number;
  readonly success: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly upstream_calls_per_request: number;
  readonly isolate_ms: number | null;
  readonly recover_ms: number | null;
}

export interface RowRun {
  readonly cells: Partial<Record<ContenderName, Cell>>;
  readonly samples: Partial<Record<ContenderName, Sample[]>>;
  readonly calls: Partial<Record<ContenderName, CallLog[]>>;
}

/** All contenders side by side: each arrival goes to every one of them, each with a seeded cloud of its own. */
export async function runRow(
  cloud: Cloud,
  row: Row,
  names: readonly ContenderName[],
  seed: number,
  observer: PoolObserver = {},
): Promise<RowRun> {
  const runs = await Promise.all(names.map((name) => startContender(cloud, row, name, seed, observer)));
  const { timeScale: scale } = row;
  const startedAt = performance.now();
  const now = () => (performance.now() - startedAt) * scale;
  const pending: Promise<void>[] = [];
  const arrivals = Math.round((row.rps * row.durationMs) / 1_000);
  for (let i = 0; i < arrivals; i += 1) {
    const wait = (i * 1_000) / row.rps - now();
    if (wait > 0) {
      await sleep(wait / scale);
    }
    // The order of dispatch turns, so that none is always first or last on the event loop.
    for (let k = 0; k < runs.length; k += 1) {
      const run = runs[(i + k) % runs.length];
      if (run !== undefined) {
        pending.push(request(run, now));
      }
    }
  }
  await Promise.all(pending);
  const result: RowRun = { cells: {}, samples: {}, calls: {} };
  for (const { contender, samples, runId } of runs) {
    contender.close();
    const calls = await cloud.finish(runId);
    result.cells[contender.name] = toCell(row, samples, calls);
    result.samples[contender.name] = samples;
    result.calls[contender.name] = calls;
  }
  return result;
}

interface Run {
  readonly contender: Contender;
  readonly samples: Sample[];
  readonly runId: string;
}

async function startContender(
  cloud: Cloud,
  row: Row,
  name: ContenderName,
  seed: number,
  observer: PoolObserver,
): Promise<Run> {
  const { timeScale: scale } = row;
  const runId = `${row.name}-${name}`;
  await cloud.start({ run: runId, seed, scale, latencyMs: LATENCY_MS, errorRate: ERROR_RATE, faults: row.faults });
  const contender = createContender(name, { cloud, run: runId, scale, streaming: row.streaming, observer });
  return { contender, samples: [], runId };
}

async function request({ contender, samples }: Run, now: () => number): Promise<void> {
  const atMs = now();
  const ok = await contender.request().then(
    () => true,
    () => false,
  );
  samples.push({ atMs, ms: now() - atMs, ok });
}

function toCell(row: Row, samples: readonly Sample[], calls: readonly CallLog[]): Cell {
  const answered = samples.filter(({ ok }) => ok).length;
  // A request that timed out has waited too: leaving it out would flatter whoever lets stragglers run into the timeout.
  const times = samples.filter(({ ok, ms }) => ok || ms >= 0.99 * ATTEMPT_TIMEOUT_MS).map(({ ms }) => ms);
  const { outage, durationMs } = row;
  const everywhere = outage !== null && row.faults[0]?.locations === 'all';
  const isolate = outage === null ? null : timeToIsolate(calls, samples, outage);
  const recover = () => {
    if (outage === null || (isolate === null && !everywhere)) {
      return null;
    }
    return everywhere ? timeToSuccess(samples, outage.toMs, durationMs) : timeToReturn(calls, outage, durationMs);
  };
  return {
    requests: samples.length,
    success: answered / samples.length,
    p50_ms: quantile(times, 0.5),
    p95_ms: quantile(times, 0.95),
    p99_ms: quantile(times, 0.99),
    upstream_calls_per_request: calls.length / samples.length,
    isolate_ms: isolate,
    recover_ms: recover(),
  };
}
