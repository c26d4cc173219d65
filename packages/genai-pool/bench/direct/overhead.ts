import { GoogleGenAI } from '@google/genai';
import { seededRandom, systemClock } from '@sets/clock';
import type { GenAiPool, PoolObserver } from '../../src/index.ts';
import { CALL_LIMIT_MS, withTimeLimit } from '../contenders/contender.ts';
import { createPool } from '../contenders/our-pool.ts';
import type { Cloud } from '../over-http/cloud.ts';
import { ask } from '../over-http/http-upstreams.ts';
import { machineMs } from '../over-http/machine-time.ts';
import type { Post } from '../upstream/post.ts';
import type { Script } from '../upstream/upstream.ts';
import { HOME, LOCATIONS } from '../upstream/workload.ts';
import type { DirectSamples, OverheadCaller } from './direct-samples.ts';

/** As under load, one turn of the event loop serves several. */
const IN_FLIGHT = 10;
const CALLS_PER_BATCH = 50;
const WARM_UP_BATCHES = 10;
const POST: Post = { number: 1, size: 'video', poison: false };

/** A cloud that answers at once and makes no mistakes of its own. */
export const INSTANT: Script = {
  seed: 1,
  latencyMs: { video: { median: 0, p95: 0 }, text: { median: 0, p95: 0 } },
  rttMs: {},
  errorRate: 0,
  faults: [],
};

/** In alternating batches over the same sockets to a server that answers at once. */
export async function measureOverhead(
  cloud: Cloud,
  observer: PoolObserver,
  batches: number,
): Promise<DirectSamples['overhead']> {
  const run = 'overhead';
  const ports = await cloud.start({ run, script: INSTANT, hosts: LOCATIONS, scale: 1, startAtMs: machineMs() });
  const client = new GoogleGenAI({
    apiKey: 'none',
    vertexai: false,
    httpOptions: { baseUrl: `http://127.0.0.1:${ports[HOME]}` },
  });
  // Idle: at the shipped 10 calls a second this would measure the pacing, not the pool.
  const policy = { pacing: { minIntervalMs: 0 } };
  const createIdlePool = (): GenAiPool =>
    createPool({ clock: systemClock, random: seededRandom(run), locations: LOCATIONS, observer, policy });
  const pool = createIdlePool();
  // A pool of its own: calls that take no time would make every real one look late.
  const emptyPool = createIdlePool();
  const options = { prefer: HOME, size: 'video', hedge: true };
  const callers: Readonly<Record<OverheadCaller, () => Promise<unknown>>> = {
    bare: () => ask(client, POST, {}),
    bareTimed: () => withTimeLimit(systemClock, CALL_LIMIT_MS, (abortSignal) => ask(client, POST, { abortSignal })),
    pooled: () => pool.run((_endpoint, abortSignal) => ask(client, POST, { abortSignal }), options),
    empty: () => emptyPool.run(() => Promise.resolve(true), options),
  };
  const names = Object.keys(callers) as OverheadCaller[];
  const costs: Record<OverheadCaller, number[]> = { bare: [], bareTimed: [], pooled: [], empty: [] };
  for (let batch = 0; batch < WARM_UP_BATCHES + batches; batch += 1) {
    // The order turns, so that none always follows the same other.
    for (let index = 0; index < names.length; index += 1) {
      const name = names[(batch + index) % names.length] ?? 'bare';
      const us = await cpuUsPerCall(callers[name]);
      if (batch >= WARM_UP_BATCHES) {
        costs[name].push(us);
      }
    }
  }
  pool.close();
  emptyPool.close();
  await cloud.finish(run);
  return costs;
}

async function cpuUsPerCall(call: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < CALLS_PER_BATCH; done += IN_FLIGHT) {
    await Promise.all(Array.from({ length: IN_FLIGHT }, call));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS_PER_BATCH;
}
