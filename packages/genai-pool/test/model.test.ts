import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import { type Random, seededRandom } from '@sets/clock';
import { createManualClock, type ManualClock } from '@sets/clock/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGenAiPool, type Endpoint, type GenAiPool } from '../src/index.ts';
import { createSimPacingQueue } from './support/sim-pacing.ts';
import { LOCATIONS, World } from './support/world.ts';

const MODELS = ['small', 'large'];
const ALLOWED = LOCATIONS.slice(0, 3);

/** A call that the test holds in its hands. Half of them ignore their abort signal, as careless callers do. */
interface OpenCall {
  readonly endpoint: Endpoint;
  readonly resolve: (value: string) => void;
  readonly reject: (error: unknown) => void;
}

interface Trace {
  settled: boolean;
}

interface Model {
  readonly clock: ManualClock;
  readonly pool: GenAiPool;
  readonly random: Random;
  readonly calls: Set<OpenCall>;
  readonly aborts: AbortController[];
  readonly traces: Trace[];
  hedges: number;
  hedgeable: number;
}

function createModel(seed: number): Model {
  const clock = createManualClock();
  const random = seededRandom(seed);
  const model: Model = {
    ...{ clock, random, calls: new Set(), aborts: [], traces: [], hedges: 0, hedgeable: 0 },
    pool: createGenAiPool({
      endpoints: MODELS.flatMap((name) => LOCATIONS.map((location) => ({ model: name, location }))),
      allowedLocations: ALLOWED,
      clock,
      random,
      createPacingQueue: createSimPacingQueue,
      observer: {
        attempt: ({ role }) => {
          model.hedges += role === 'hedge' ? 1 : 0;
        },
      },
      policy: {
        concurrency: { max: 1 + Math.floor(random() * 5) },
        maxWaiting: 5,
        ...(random() < 0.3 ? { quotas: [{ model: 'small', tokensPerMinute: 60_000 }] } : {}),
      },
    }),
  };
  return model;
}

function startRun(model: Model): void {
  const { random, pool, calls } = model;
  const abort = new AbortController();
  const obedient = random() < 0.5;
  const trace: Trace = { settled: false };
  const send = (endpoint: Endpoint, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      const call = { endpoint, resolve, reject };
      calls.add(call);
      if (!ALLOWED.some((location) => location === endpoint.location)) {
        throw new Error('left the allowlist');
      }
      if (obedient) {
        signal.addEventListener('abort', () => end(model, call, () => reject(signal.reason)));
      }
    });
  model.traces.push(trace);
  if (random() < 0.3) {
    model.aborts.push(abort);
  }
  const hedge = random() < 0.5;
  model.hedgeable += hedge ? 1 : 0;
  const settled = () => {
    trace.settled = true;
  };
  const options = {
    signal: abort.signal,
    deadlineMs: random() < 0.2 ? 5_000 : 100_000,
    hedge,
    size: random() < 0.5 ? 'video' : 'text',
    ...(random() < 0.2 ? { estimateTokens: 5_000 } : {}),
    ...(random() < 0.2 ? { mayCall: () => random() < 0.7 } : {}),
    ...(random() < 0.5 ? { prefer: 'eu' } : {}),
    ...(random() < 0.7 ? { tier: random() < 0.5 ? ['large'] : ['small', 'large'] } : {}),
  };
  pool.run(send, options).then(settled, settled);
}

function end(model: Model, call: OpenCall, how: () => void): void {
  if (model.calls.delete(call)) {
    how();
  }
}

const pickCall = ({ calls, random }: Model): OpenCall | undefined => [...calls][Math.floor(random() * calls.size)];

const google = (status: number, word: string, message = 'words') =>
  Object.assign(new Error(), { status, body: JSON.stringify({ error: { code: status, message, status: word } }) });
const NOT_SERVED = 'Publisher Model `m` was not found or your project does not have access to it.';
const ERRORS = [
  ...Array.from({ length: 4 }, () => google(503, 'UNAVAILABLE')),
  ...Array.from({ length: 2 }, () => google(429, 'RESOURCE_EXHAUSTED')),
  google(404, 'NOT_FOUND', NOT_SERVED),
  google(404, 'NOT_FOUND', 'Requested entity was not found.'),
  google(400, 'INVALID_ARGUMENT'),
  google(403, 'PERMISSION_DENIED'),
  Object.assign(google(429, 'RESOURCE_EXHAUSTED'), { retryAfterMs: 2_000 }),
  Object.assign(google(503, 'UNAVAILABLE'), { retryAfterMs: 40_000 }),
  new SyntaxError('Unexpected token <'),
];

async function operate(model: Model): Promise<void> {
  const { random, clock } = model;
  const dice = random();
  const call = dice < 0.3 || dice >= 0.9 ? undefined : pickCall(model);
  if (dice < 0.3) {
    startRun(model);
  } else if (call !== undefined && dice < 0.65) {
    end(model, call, () => call.resolve('answer'));
    call.reject(new Error('a second end, which must change nothing'));
  } else if (call !== undefined && dice < 0.9) {
    end(model, call, () => call.reject(ERRORS[Math.floor(random() * ERRORS.length)]));
  } else if (dice < 0.92) {
    model.aborts.pop()?.abort();
  } else if (dice < 0.99) {
    await clock.advanceAsync(random() * 100);
  } else {
    await clock.advanceAsync(random() * 20_000);
  }
}

function checkCounts({ pool, calls }: Model): void {
  for (const { model, location, in_flight, lingering, concurrency_limit } of pool.snapshot().endpoints) {
    const open = [...calls].filter((c) => c.endpoint.model === model && c.endpoint.location === location).length;
    if (in_flight < 0 || lingering < 0 || concurrency_limit < 1) {
      throw new Error('a count went negative');
    }
    // Calls that ignore their abort are forgotten when too many linger; all others are counted.
    if (in_flight + lingering > open) {
      throw new Error(`a slot leaked: ${in_flight} + ${lingering} at ${location}, yet ${open} calls are open`);
    }
    // Probes and the calls that look for the end of an outage come on top, one at a time each and size.
    if (lingering > 5) {
      throw new Error('too many linger');
    }
  }
}

/** Ends everything that is still out, until nothing is. */
async function drain(model: Model): Promise<void> {
  for (let i = 0; i < 1_000; i += 1) {
    for (const call of [...model.calls]) {
      end(model, call, () => call.resolve('answer'));
    }
    await model.clock.advanceAsync(1_000);
    if (model.calls.size === 0 && model.traces.every(({ settled }) => settled)) {
      return;
    }
  }
}

describe('model', () => {
  it('leaks no slot, loses no request and holds no timer over 10^6 random operations', async () => {
    const operations = 1_000;
    const check = async (seed: number) => {
      const model = createModel(seed);
      for (let i = 0; i < operations; i += 1) {
        await operate(model);
        // Now and then let everything catch up; in between, operations pile up and race.
        if (model.random() < 0.05) {
          await afterMicrotasks();
          checkCounts(model);
        }
      }
      await drain(model);
      expect(model.traces.every(({ settled }) => settled)).toBe(true);
      expect(model.pool.snapshot()).toMatchObject({ requests: 0, waiting: 0, observer_errors: 0 });
      for (const endpoint of model.pool.snapshot().endpoints) {
        expect(endpoint).toMatchObject({ in_flight: 0, lingering: 0 });
      }
      expect(model.hedges).toBeLessThanOrEqual(model.hedgeable * 0.02 + 1);
      await model.clock.advanceAsync(400_000);
      expect(model.clock.pendingTimers).toBe(0);
    };
    await fc.assert(fc.asyncProperty(fc.integer(), check), { numRuns: 1_000_000 / operations });
  });

  const fates = ['ok', '503', 'html', 'hang', 'slow'] as const;
  const weather = fc.record({
    seed: fc.nat(),
    kinds: fc.tuple(...LOCATIONS.map(() => fc.constantFrom(...fates))),
    share: fc.constantFrom(0.3, 1),
  });

  it('refuses nobody while one endpoint answers, and tries each once for free', async () => {
    const check = async ({ seed, kinds, share }: { seed: number; kinds: string[]; share: number }) => {
      const sim = new World({
        seed,
        fate: ({ location, random, usualMs }) => {
          const kind = kinds[(LOCATIONS as readonly string[]).indexOf(location)];
          if (kind === 'ok' || random() >= share) {
            return null;
          }
          if (kind === 'hang') {
            return { status: 'hang', ms: 0 };
          }
          return kind === 'slow' ? { status: 200, ms: usualMs * 10 } : { status: kind === '503' ? 503 : 200.5, ms: 30 };
        },
      });
      await sim.arrive(1, 120_000, { hedge: true });
      await sim.drain();
      expect(sim.taken).toBe(0);
      if (kinds.includes('ok')) {
        expect(sim.outcomes.map(({ error }) => error).filter((error) => error !== null)).toEqual([]);
      }
      for (const { request } of sim.outcomes) {
        const own = sim.calls.filter((call) => call.request === request).map(({ endpoint }) => endpoint.location);
        expect(own.length - new Set(own).size).toBeLessThanOrEqual(2);
      }
    };
    await fc.assert(fc.asyncProperty(weather, check), { numRuns: 100 });
  });
});
