import { seededRandom } from '../../bench/seeded.ts';
import type { Endpoint } from '../../src/endpoint/endpoint.ts';
import type { PoolObserver } from '../../src/observe/observer.ts';
import type { PoolPolicyOverrides } from '../../src/policy.ts';
import { createGenAiPool, type GenAiPool, type GenAiPoolOptions } from '../../src/pool.ts';
import { createSimPacingQueue, SimClock } from './sim-clock.ts';

export const REGIONS = ['us-central1', 'us-east1', 'europe-west1', 'asia-southeast1'] as const;
export const MODEL = 'gemini-3.5-flash-lite';

/** How a region answers a call that arrives now. `status` 200 is a success; `hang` never ends unless aborted. */
export interface Reply {
  readonly status: number | 'hang';
  readonly ms: number;
  readonly retryAfterMs?: number;
}

export type Behaviour = (nowMs: number, inFlight: number) => Reply;

export class UpstreamError extends Error {
  readonly status: number;
  readonly retryAfterMs?: number;
  constructor({ status, retryAfterMs }: Reply) {
    super(`status ${status}`);
    this.status = Number(status);
    if (retryAfterMs !== undefined) {
      this.retryAfterMs = retryAfterMs;
    }
  }
}

/** Regions that answer as told, on simulated time. */
export class SimCloud {
  readonly clock = new SimClock();
  readonly calls: { at: number; location: string }[] = [];
  readonly behaviours = new Map<string, Behaviour>();
  readonly inFlight = new Map<string, number>();

  set(location: string, behaviour: Behaviour | Reply): void {
    this.behaviours.set(location, typeof behaviour === 'function' ? behaviour : () => behaviour);
  }

  setAll(behaviour: Behaviour | Reply): void {
    for (const region of REGIONS) {
      this.set(region, behaviour);
    }
  }

  callsTo(location: string, sinceMs = 0, untilMs = Number.POSITIVE_INFINITY): number {
    return this.calls.filter((c) => c.location === location && c.at >= sinceMs && c.at < untilMs).length;
  }

  readonly send = async ({ location }: Endpoint, signal: AbortSignal): Promise<string> => {
    const now = this.clock.monotonic();
    this.calls.push({ at: now, location });
    const before = this.inFlight.get(location) ?? 0;
    const reply = this.behaviours.get(location)?.(now, before) ?? { status: 200, ms: 1_000 };
    this.inFlight.set(location, before + 1);
    try {
      if (reply.status === 'hang') {
        await this.clock.sleep(1e9, signal);
      } else if (reply.ms > 0) {
        await this.clock.sleep(reply.ms, signal);
      }
      if (reply.status !== 200) {
        throw new UpstreamError(reply);
      }
      return location;
    } finally {
      this.inFlight.set(location, (this.inFlight.get(location) ?? 0) - 1);
    }
  };
}

export interface SimPool {
  readonly cloud: SimCloud;
  readonly clock: SimClock;
  readonly pool: GenAiPool;
}

export function createSimPool(
  options: Partial<GenAiPoolOptions> & { seed?: number; observer?: PoolObserver; policy?: PoolPolicyOverrides } = {},
): SimPool {
  const cloud = new SimCloud();
  const { seed = 1, ...rest } = options;
  const pool = createGenAiPool({
    endpoints: REGIONS.map((location) => ({ model: MODEL, location })),
    clock: cloud.clock,
    random: seededRandom(seed),
    createPacingQueue: createSimPacingQueue,
    ...rest,
  });
  return { cloud, clock: cloud.clock, pool };
}

export interface Outcome {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly ok: boolean;
  readonly location: string | null;
  readonly error: unknown;
}

/** Sends `rps` requests a second, evenly, for `forMs`, and keeps how each ended. */
export async function drive(
  { cloud, clock, pool }: SimPool,
  rps: number,
  forMs: number,
  options: Parameters<GenAiPool['run']>[1] = {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const gap = 1_000 / rps;
  for (let i = 0; i < Math.round(forMs / gap); i += 1) {
    const startedAt = clock.monotonic();
    void pool.run(cloud.send, options).then(
      ({ endpoint: { location } }) => outcomes.push(outcome(startedAt, true, location, null)),
      (error) => outcomes.push(outcome(startedAt, false, null, error)),
    );
    await clock.advance(gap);
  }
  return outcomes;

  function outcome(startedAt: number, ok: boolean, location: string | null, error: unknown): Outcome {
    return { startedAt, endedAt: clock.monotonic(), ok, location, error };
  }
}

export function successRate(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ ok }) => ok).length / outcomes.length;
}
