import { type Clock, type Random, seededRandom, sleep } from '@sets/clock';
import {
  combineObservers,
  createGenAiPool,
  type GenAiPool,
  type PacingQueue,
  type PoolObserver,
  type PoolPolicyOverrides,
} from '../../src/index.ts';
import type { Post } from '../upstream/post.ts';
import { MODEL } from '../upstream/workload.ts';
import type { Contender, Upstreams } from './contender.ts';

export interface OurPoolOptions {
  readonly upstreams: Upstreams;
  readonly seed: number;
  /** Production's own. */
  readonly observer: PoolObserver;
  readonly hedge?: boolean;
}

/** The pool with its shipped defaults, watched as in production. */
export function createOurPool({ upstreams, seed, observer, hedge = true }: OurPoolOptions): Contender {
  const { clock, locations, call } = upstreams;
  const [home = ''] = locations;
  let hedges = 0;
  const pool = createPool({
    clock,
    random: seededRandom(`${seed}/pool`),
    locations,
    observer: combineObservers(observer, {
      attempt: (event) => {
        hedges += event.role === 'hedge' ? 1 : 0;
      },
    }),
  });
  return {
    async request(post) {
      const options = { prefer: home, size: post.size, hedge };
      await pool.run(
        ({ location }, signal, { onWire }) => untilAborted(call(location, post, signal, onWire), signal),
        options,
      );
    },
    limits: () =>
      Object.fromEntries(pool.snapshot().endpoints.map((endpoint) => [endpoint.location, endpoint.concurrency_limit])),
    hedges: () => hedges,
    close: () => pool.close(),
  };
}

export interface PoolSetting {
  readonly clock: Clock;
  readonly random: Random;
  readonly locations: readonly string[];
  readonly policy?: PoolPolicyOverrides;
  readonly observer?: PoolObserver;
}

export const createPool = ({ clock, random, locations, policy = {}, observer = {} }: PoolSetting): GenAiPool =>
  createGenAiPool({
    endpoints: locations.map((location) => ({ model: MODEL, location })),
    policy,
    clock,
    random,
    observer,
    createPacingQueue: createClockQueue,
  });

/** In order, and nothing else: bottleneck waits in real time, and the pool's own token bucket spaces on its clock. */
function createClockQueue(): PacingQueue {
  let last: Promise<void> = Promise.resolve();
  return {
    schedule(job) {
      last = last.then(job);
      return last;
    },
  };
}

/** What the pool asks of a sender, and production's keeps: it ends with its signal, whatever hangs below it. */
function untilAborted(call: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    call.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** A job may take so long; until then its caller comes back as often as it is told to. */
const HEEDING_MS = 120_000;

/** Callers that come back when the pool says, a little later than told so that they do not come in step. */
export function heeding(contender: Contender, clock: Clock, random: Random): Contender {
  async function request(post: Post): Promise<void> {
    const deadline = clock.monotonic() + HEEDING_MS;
    while (true) {
      try {
        await contender.request(post);
        return;
      } catch (error) {
        const waitMs = retryAfterMsOf(error) * (1 + 0.1 * random());
        if (!(clock.monotonic() + waitMs < deadline)) {
          throw error;
        }
        await sleep(clock, waitMs);
      }
    }
  }
  return { ...contender, request };
}

/** NaN when it says nothing. */
function retryAfterMsOf(error: unknown): number {
  const stated = typeof error === 'object' && error !== null ? Reflect.get(error, 'retryAfterMs') : undefined;
  return typeof stated === 'number' ? stated : Number.NaN;
}
