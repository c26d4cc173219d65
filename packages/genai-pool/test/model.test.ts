import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../bench/seeded.ts';
import { createGenAiPool, type Endpoint, type GenAiPool } from '../src/index.ts';
import { createSimPacingQueue, SimClock } from './support/sim-clock.ts';
import { createSimPool, REGIONS } from './support/sim-cloud.ts';

const MODELS = ['small', 'large'];
const ALLOWED = REGIONS.slice(0, 3);

/** A call that the test holds in its hands. Half of them ignore their abort signal, as careless callers do. */
interface OpenCall {
  readonly endpoint: Endpoint;
  readonly resolve: (value: string) => void;
  readonly reject: (error: unknown) => void;
}

interface World {
  readonly clock: SimClock;
  readonly pool: GenAiPool;
  readonly random: () => number;
  readonly calls: Set<OpenCall>;
  readonly aborts: AbortController[];
  runs: number;
  settledRuns: number;
}

function createWorld(seed: number): World {
  const clock = new SimClock();
  const random = seededRandom(seed);
  const pool = createGenAiPool({
    endpoints: MODELS.flatMap((model) => REGIONS.map((location) => ({ model, location }))),
    allowedLocations: ALLOWED,
    clock,
    random,
    createPacingQueue: createSimPacingQueue,
    policy: { concurrency: { max: 1 + Math.floor(random() * 5) }, maxWaiting: 5 },
  });
  return { clock, pool, random, calls: new Set(), aborts: [], runs: 0, settledRuns: 0 };
}

function startRun(world: World): void {
  const { random, pool, calls } = world;
  const abort = new AbortController();
  const obedient = random() < 0.5;
  const send = (endpoint: Endpoint, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      const call = { endpoint, resolve, reject };
      calls.add(call);
      if (!ALLOWED.some((location) => location === endpoint.location)) {
        throw new Error('left the allowlist');
      }
      if (obedient) {
        signal.addEventListener('abort', () => end(world, call, () => reject(signal.reason)));
      }
    });
  world.runs += 1;
  if (random() < 0.3) {
    world.aborts.push(abort);
  }
  const settled = () => {
    world.settledRuns += 1;
  };
  const options = {
    signal: abort.signal,
    deadlineMs: random() < 0.2 ? 5_000 : 100_000,
    ...(random() < 0.5 ? { hedge: { sizeBucket: 'video' } } : {}),
    ...(random() < 0.5 ? { prefer: 'us-east1' } : {}),
    ...(random() < 0.5 ? { model: 'large' } : {}),
  };
  pool.run(send, options).then(settled, settled);
}

function end(world: World, call: OpenCall, how: () => void): void {
  if (world.calls.delete(call)) {
    how();
  }
}

function pickCall({ calls, random }: World): OpenCall | undefined {
  const index = Math.floor(random() * calls.size);
  let i = 0;
  for (const call of calls) {
    if (i++ === index) {
      return call;
    }
  }
  return undefined;
}

const ERRORS = [503, 503, 503, 429, 429, 500, 404, 400, 403].map((status) => Object.assign(new Error(), { status }));
const HINTED = Object.assign(new Error(), { status: 429, retryAfterMs: 2_000 });

async function operate(world: World): Promise<void> {
  const { random, clock } = world;
  const dice = random();
  const call = dice < 0.3 || dice >= 0.9 ? undefined : pickCall(world);
  if (dice < 0.3) {
    startRun(world);
  } else if (call !== undefined && dice < 0.65) {
    end(world, call, () => call.resolve('answer'));
    call.reject(new Error('a second end, which must change nothing'));
  } else if (call !== undefined && dice < 0.9) {
    const error = random() < 0.1 ? HINTED : ERRORS[Math.floor(random() * ERRORS.length)];
    end(world, call, () => call.reject(error));
  } else if (dice < 0.92) {
    world.aborts.pop()?.abort();
  } else if (dice < 0.99) {
    await clock.advance(random() * 100);
  } else {
    await clock.advance(random() * 20_000);
  }
}

function checkCounts({ pool, calls }: World, everyCallStarted: boolean): void {
  for (const { model, location, in_flight, lingering, paced, limit } of pool.snapshot().endpoints) {
    const open = [...calls].filter((c) => c.endpoint.model === model && c.endpoint.location === location).length;
    if (in_flight < 0 || lingering < 0 || paced < 0 || limit < 1) {
      throw new Error('a count went negative');
    }
    // A call counts from its slot to its real end: more slots than calls may exist, never fewer.
    if (in_flight < open) {
      throw new Error(`${in_flight} in flight at ${location}, yet ${open} calls are open`);
    }
    if (everyCallStarted && in_flight !== open + paced) {
      throw new Error('a slot leaked');
    }
  }
}

/** Ends everything that is still out, until nothing is. */
async function drain(world: World): Promise<void> {
  for (let i = 0; i < 1_000; i += 1) {
    for (const call of [...world.calls]) {
      end(world, call, () => call.resolve('answer'));
    }
    await world.clock.advance(1_000);
    if (world.settledRuns === world.runs && world.calls.size === 0) {
      return;
    }
  }
}

describe('model', () => {
  it('leaves every in-flight count at 0 and never negative over 10^6 random operations', {
    timeout: 120_000,
  }, async () => {
    const operations = 1_000;
    const check = async (seed: number) => {
      const world = createWorld(seed);
      for (let i = 0; i < operations; i += 1) {
        await operate(world);
        // Now and then let everything catch up; in between, operations pile up and race.
        if (world.random() < 0.05) {
          await afterMicrotasks();
          checkCounts(world, true);
        }
      }
      await drain(world);
      expect(world.settledRuns).toBe(world.runs);
      expect(world.pool.snapshot()).toMatchObject({ requests: 0, waiting: 0, observer_errors: 0 });
      for (const endpoint of world.pool.snapshot().endpoints) {
        expect(endpoint).toMatchObject({ in_flight: 0, lingering: 0, paced: 0 });
      }
      expect(world.clock.pendingTimers).toBeLessThanOrEqual(1);
    };
    await fc.assert(fc.asyncProperty(fc.integer(), check), {
      numRuns: 1_000_000 / operations,
      examples: [[102050159]],
    });
  });

  it('sends one probe, not a crowd, when 10,000 requests find half-open circuits', async () => {
    const { cloud, clock, pool } = createSimPool({ policy: { maxWaiting: 0 } });
    cloud.setAll({ status: 503, ms: 0 });
    for (let i = 0; i < 10; i += 1) {
      void pool.run(cloud.send).catch(() => undefined);
      await clock.advance(100);
    }
    expect(pool.snapshot().endpoints.map((e) => e.circuit)).toEqual(Array(4).fill('open'));
    await clock.advance(8_000);
    cloud.calls.length = 0;
    cloud.setAll({ status: 200, ms: 500 });
    const runs = Array.from({ length: 10_000 }, () => pool.run(cloud.send).catch((e: unknown) => e));
    await clock.advance(0);
    expect(cloud.calls.map(({ location }) => location).sort()).toEqual([...REGIONS].sort());
    await clock.advance(500);
    await Promise.all(runs);
  });
});
