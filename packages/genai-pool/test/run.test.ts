import { describe, expect, it } from 'vitest';
import {
  CredentialRefused,
  createGenAiPool,
  DEFAULT_POLICY,
  DeadlineExceeded,
  PoolClosed,
  ReplyFailure,
  RequestRefused,
  RunAborted,
} from '../src/index.ts';
import { HOME, LOCATIONS, MODEL, World } from './support/world.ts';

const one = { endpoints: [{ model: MODEL, location: HOME }] };
const locationsOf = (world: World) => world.calls.map(({ endpoint }) => endpoint.location);

describe('failover', () => {
  it('goes elsewhere at once, each endpoint once, and tells what failed on the way', async () => {
    const world = new World({ fate: ({ location }) => (location === 'eu' ? null : { status: 503, ms: 0 }) });
    const run = world.request();
    await world.clock.advanceAsync(30_000);
    const { result } = await run;
    expect(result?.endpoint.location).toBe('eu');
    expect(world.calls.every(({ at }) => at === 0)).toBe(true);
    expect(new Set(locationsOf(world)).size).toBe(result?.attempts);
    expect(result?.failures.map(({ fault }) => fault)).toEqual(Array(world.calls.length - 1).fill('endpoint'));
  });

  it('counts a reply that the caller judged useless against the endpoint', async () => {
    const pool = createGenAiPool({ endpoints: LOCATIONS.map((location) => ({ model: MODEL, location })) });
    const send = async ({ location }: { location: string }) => {
      if (location === HOME) {
        throw new ReplyFailure('endpoint', 'cut: no finishReason');
      }
      return location;
    };
    for (let i = 0; i < 6; i += 1) {
      await pool.run(send, { prefer: HOME });
    }
    expect(pool.snapshot().endpoints[0]).toMatchObject({ circuit: 'open', failures: 5 });
  });

  it('repeats only within the retry budget, after a pause, at most twice', async () => {
    const world = new World({ ...one, fate: () => ({ status: 500, ms: 0 }) });
    const run = world.request();
    await world.clock.advanceAsync(5_000);
    expect((await run).error).toMatchObject({ code: 'all_endpoints_unavailable', reason: 'exhausted' });
    expect(world.calls).toHaveLength(3);
    const pauses = world.calls.slice(1).map(({ at }, i) => at - (world.calls[i]?.at ?? 0));
    expect(pauses.every((pause) => pause >= 1_000 && pause < 2_000)).toBe(true);
  });

  it('repeats for no more than a tenth of many failing requests, beyond the burst of three', async () => {
    const world = new World({
      ...one,
      policy: { outage: { afterMs: 1e9 }, pacing: { minIntervalMs: 0 } },
      fate: () => ({ status: 500, ms: 0 }),
    });
    await world.arrive(5, 60_000);
    await world.drain();
    const requests = world.outcomes.length;
    expect(world.calls.length).toBeGreaterThan(requests * 1.08);
    expect(world.calls.length).toBeLessThanOrEqual(requests * 1.1 + 3);
  });

  it('starts no more calls than it may', async () => {
    const world = new World({ fate: () => ({ status: 503, ms: 0 }) });
    const { error } = await world.request({ maxAttempts: 2 });
    expect(error).toMatchObject({ reason: 'exhausted', failures: { length: 2 } });
  });

  it('asks its caller before each call, and tells how lately others were served', async () => {
    const world = new World({ fate: ({ request }) => (request === 1 ? { status: 500, ms: 0 } : null) });
    const asked: number[] = [];
    const mayCall = (servedMsAgo: number): boolean => {
      asked.push(servedMsAgo);
      return asked.length < 3;
    };
    void world.request();
    await world.clock.advanceAsync(30_000);
    const longAgo = world.request({ mayCall });
    await world.clock.advanceAsync(3_000);
    expect((await longAgo).error).toMatchObject({
      reason: 'exhausted',
      failures: { length: 2 },
      othersServed: 'none',
    });
    expect(asked).toHaveLength(3);
    expect(Math.min(...asked)).toBeGreaterThan(20_000);
    asked.length = 0;
    world.fate = ({ request }) => (request === 3 ? { status: 500, ms: 0 } : { status: 200, ms: 10 });
    void world.request();
    await world.clock.advanceAsync(100);
    const lately = world.request({ mayCall });
    await world.clock.advanceAsync(2_000);
    expect(asked).toEqual([90, 90, 90]);
    // It has ended at once; whose fault it was shows by what others get in the next moments.
    void world.request();
    await world.clock.advanceAsync(100);
    expect((await lately).error).toMatchObject({
      reason: 'exhausted',
      failures: { length: 2 },
      othersServed: 'to_later_calls',
    });
    expect(world.taken).toBe(0);
  });

  it('makes no hedge that its caller forbids', async () => {
    const world = new World({ fate: ({ request }) => ({ status: 200, ms: request < 30 ? 1_000 : 20_000 }) });
    for (let n = 0; n < 30; n += 1) {
      void world.request({ hedge: true });
      await world.clock.advanceAsync(2_000);
    }
    let calls = 0;
    void world.request({ hedge: true, mayCall: () => calls++ === 0 });
    await world.clock.advanceAsync(3_900);
    expect(calls).toBe(2);
    expect(world.calls).toHaveLength(31);
  });

  it('says whether others were answered meanwhile, and whether they began later', async () => {
    const world = new World({ fate: ({ request }) => (request === 0 ? { status: 500, ms: 3_000 } : null) });
    const alone = world.request({ maxAttempts: 1 });
    await world.clock.advanceAsync(3_000);
    expect((await alone).error).toMatchObject({ othersServed: 'none' });
    world.fate = ({ request }) => ({ status: [2, 4].includes(request) ? 500 : 200, ms: 3_000 });
    void world.request();
    await world.clock.advanceAsync(100);
    const unlucky = world.request({ maxAttempts: 1 });
    await world.clock.advanceAsync(3_000);
    expect((await unlucky).error).toMatchObject({ othersServed: 'to_earlier_calls' });
    world.fate = ({ request }) => ({ status: request === 3 ? 500 : 200, ms: request === 3 ? 3_000 : 10 });
    const poison = world.request({ maxAttempts: 1 });
    await world.clock.advanceAsync(100);
    void world.request();
    await world.clock.advanceAsync(3_000);
    expect((await poison).error).toMatchObject({ othersServed: 'to_later_calls' });
  });
});

it('does not take the making of a circuit for an answer to others, as the clock goes on within a request', async () => {
  const pool = createGenAiPool({ endpoints: LOCATIONS.map((location) => ({ model: MODEL, location })) });
  const fail = () => Promise.reject(new ReplyFailure('endpoint', 'the model is overloaded'));
  await expect(pool.run(fail, { maxAttempts: 2 })).rejects.toMatchObject({ othersServed: 'none' });
  await pool.run(async () => 'an answer');
  let other: Promise<unknown> | undefined;
  const unlucky = async (): Promise<string> => {
    other ??= pool.run(async () => 'an answer');
    await other;
    return fail();
  };
  await expect(pool.run(unlucky, { maxAttempts: 1 })).rejects.toMatchObject({ othersServed: 'to_later_calls' });
});

describe('tiers', () => {
  const endpoints = [
    { model: 'small', location: 'us' },
    { model: 'small', location: 'eu' },
    { model: 'spare', location: 'us' },
    { model: 'other', location: 'us' },
  ];
  const tier = ['small', 'spare'];
  const modelsOf = (world: World) => world.calls.map(({ endpoint }) => endpoint.model);

  it('asks the next model when all endpoints of the one before have failed, are sick or cool down', async () => {
    const world = new World({ endpoints });
    world.fate = ({ location }) => (location === 'eu' ? { status: 429, ms: 0, retryAfterMs: 20_000 } : null);
    await world.request({ tier: ['small'], prefer: 'eu', maxAttempts: 1 });
    world.calls.length = 0;
    let us = 0;
    world.fate = ({ location }) => (location === 'us' && us++ === 0 ? { status: 503, ms: 0 } : null);
    const run = world.request({ tier, prefer: 'eu' });
    await world.clock.advanceAsync(19_000);
    expect((await run).result?.endpoint).toEqual({ model: 'spare', location: 'us' });
    expect(modelsOf(world)).toEqual(['small', 'spare']);
  });

  it('goes back to the first model as soon as one of its endpoints is well', async () => {
    const world = new World({ endpoints });
    world.fate = () => null;
    await world.arrive(2, 30_000, { tier, prefer: 'us' });
    expect(new Set(modelsOf(world))).toEqual(new Set(['small']));
    let down = true;
    const small = new Set<string>();
    world.calls.length = 0;
    world.fate = () => null;
    const run = (i: number) =>
      world.pool
        .run(
          async ({ model, location }) => {
            if (model === 'small' && down) {
              small.add(location);
              throw Object.assign(new Error(), { status: 503 });
            }
            return model;
          },
          { tier, prefer: 'us', size: `n${i % 1}` },
        )
        .then(({ value }) => value);
    const during: string[] = [];
    for (let i = 0; i < 40; i += 1) {
      during.push(await run(i));
      await world.clock.advanceAsync(500);
    }
    expect(new Set(during)).toEqual(new Set(['spare']));
    down = false;
    const after: string[] = [];
    for (let i = 0; i < 40; i += 1) {
      after.push(await run(i));
      await world.clock.advanceAsync(500);
    }
    expect(after.slice(20)).toEqual(Array(20).fill('small'));
    expect(small).toEqual(new Set(['us', 'eu']));
  });

  it('never asks a model outside the tier, and refuses a tier that nobody serves', async () => {
    const world = new World({ endpoints, fate: () => ({ status: 503, ms: 0 }) });
    await world.arrive(2, 30_000, { tier, prefer: 'us' });
    expect(modelsOf(world)).not.toContain('other');
    for (const none of [['unknown'], []]) {
      await expect(world.pool.run(async () => 1, { tier: none })).rejects.toMatchObject({ code: 'pool_config' });
    }
    expect(await new World().pool.run(async () => 1, { tier: [] }).catch(() => 'refused')).toBe('refused');
  });
});

describe('what is said about the request', () => {
  it.each([
    [400, RequestRefused, 2],
    [403, CredentialRefused, 4],
  ])('a %i is final when others agree, and nobody is punished', async (status, expected, opinions) => {
    const world = new World({ fate: () => ({ status, ms: 0 }) });
    for (let i = 0; i < 50; i += 1) {
      const { error } = await world.request();
      expect(error).toBeInstanceOf(expected);
      expect(error).not.toMatchObject({ agreed: false });
      // Who refuses everybody is not believed while others have not been asked.
      const most = i === 1 || i === 2 ? LOCATIONS.length : opinions;
      expect(world.calls.filter(({ request }) => request === i).length).toBeLessThanOrEqual(most);
      await world.clock.advanceAsync(1_000);
    }
    // Where nobody is let in, no more than look for the end of an outage.
    const { callsPerS, burst } = DEFAULT_POLICY.outage;
    expect(world.calls.length).toBeLessThanOrEqual(Math.min(50 * opinions + LOCATIONS.length, 50 * callsPerS + burst));
    for (const { circuits } of world.pool.snapshot().endpoints) {
      expect(circuits.default?.success_share ?? 1).toBe(1);
    }
  });

  it.each([400, 403])('a %i of one sick endpoint is answered elsewhere, and held against it', async (status) => {
    const world = new World();
    world.at(HOME, { status, ms: 0 });
    await world.arrive(2, 30_000);
    await world.drain();
    expect(world.outcomes.every(({ ok }) => ok)).toBe(true);
    expect(world.endpoint(HOME).circuit).toBe('open');
    // Held against it when another one has answered, so those on their way are spared nothing.
    expect(world.callsTo(HOME, 10_000).every(({ probe }) => probe)).toBe(true);
  });

  it.each([
    ['at once', 0, [HOME, 'global']],
    ['at once by all but one', 0, [HOME, 'global', 'eu']],
    ['slowly, while the others are known to take it', 4_000, [HOME, 'global']],
  ])('a credential that some refuse %s is taken by the rest', async (_how, ms, refusing) => {
    const world = new World({
      fate: ({ now, location }) => (now >= 60_000 && refusing.includes(location) ? { status: 403, ms } : null),
    });
    // The others are asked while the nearest is away, so that it is known who serves.
    world.at(HOME, { status: 503, ms: 0 });
    await world.arrive(4, 60_000);
    world.at(HOME, () => null);
    await world.arrive(2, 240_000);
    await world.drain();
    expect(world.outcomes.every(({ ok }) => ok)).toBe(true);
  });

  it('is nothing about the credential when all that let the request in fail at it alone', async () => {
    const isPoison = (request: number): boolean => request % 10 === 0;
    const world = new World({
      fate: ({ location, request }) =>
        location === HOME ? { status: 403, ms: 50 } : isPoison(request) ? { status: 500, ms: 50 } : null,
    });
    await world.arrive(4, 60_000, { sizes: ['text'] });
    await world.drain();
    const failed = world.outcomes.filter(({ ok }) => !ok);
    expect(failed.length).toBeGreaterThan(10);
    for (const { error, request } of failed) {
      expect(isPoison(request)).toBe(true);
      // It fails within 200 ms, and knows nothing of others then.
      expect(error).toMatchObject({ code: 'all_endpoints_unavailable', othersServed: 'to_later_calls' });
    }
  });

  it('is not agreed when the only other endpoint could not be asked', async () => {
    const world = new World({ fate: ({ location }) => ({ status: location === HOME ? 400 : 503, ms: 0 }) });
    const asked = world.request();
    // Whether others are served shows within the time that it takes to notice an outage.
    await world.clock.advanceAsync(3_000);
    expect((await asked).error).toMatchObject({ code: 'request_refused', agreed: false, othersServed: 'none' });
    expect(world.calls.length).toBe(4);
  });

  it('stands alone where there is but one endpoint', async () => {
    const world = new World({ ...one, fate: () => ({ status: 422, ms: 0 }) });
    expect((await world.request()).error).toMatchObject({ code: 'request_refused', agreed: true });
  });

  it('two different words are no agreement', async () => {
    const words: Readonly<Record<string, number>> = { us: 400, global: 403, eu: 503 };
    const world = new World({ fate: ({ location }) => ({ status: words[location] ?? 200, ms: 10 }) });
    const run = world.request();
    await world.clock.advanceAsync(1_000);
    expect((await run).ok).toBe(true);
  });
});

describe('aborts, deadlines and the end', () => {
  it('ends at its own deadline without blaming the endpoint', async () => {
    const world = new World({ fate: () => ({ status: 'hang', ms: 0 }) });
    const run = world.request({ deadlineMs: 3_000 });
    await world.clock.advanceAsync(3_000);
    expect((await run).error).toBeInstanceOf(DeadlineExceeded);
    expect(world.taken).toBe(0);
    expect(world.pool.snapshot().endpoints.every(({ failures }) => failures === 0)).toBe(true);
  });

  it('passes the abort on, in flight, waiting or before it began', async () => {
    const world = new World({
      ...one,
      policy: { concurrency: { max: 1 }, pacing: { minIntervalMs: 0 } },
      fate: () => ({ status: 200, ms: 100 }),
    });
    const abort = new AbortController();
    const runs = [1, 2].map(() => world.request({ signal: abort.signal }));
    expect(world.pool.snapshot().waiting).toBe(1);
    abort.abort(new Error('left'));
    for (const { error } of await Promise.all(runs)) {
      expect(error).toMatchObject({ code: 'aborted', cause: { message: 'left' } });
    }
    expect((await world.request({ signal: abort.signal })).error).toBeInstanceOf(RunAborted);
    await world.clock.advanceAsync(0);
    expect([world.calls.length, world.taken, world.clock.pendingTimers]).toEqual([1, 0, 0]);
  });

  it('an aborted call leaves its slot at once, whatever the call below does', async () => {
    const world = new World({ ...one, policy: { concurrency: { max: 1 }, pacing: { minIntervalMs: 0 } } });
    const abort = new AbortController();
    const deaf = () => new Promise<never>(() => undefined);
    const run = world.pool.run(deaf, { signal: abort.signal }).catch(() => 'gone');
    abort.abort();
    expect(await run).toBe('gone');
    expect(world.endpoint(HOME)).toMatchObject({ in_flight: 0, lingering: 1 });
    await expect(world.pool.run(async () => 'answer')).resolves.toMatchObject({ value: 'answer' });
  });

  it('leaves no listener on a signal that outlives many requests', async () => {
    const { pool } = new World();
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    for (let i = 0; i < 50; i += 1) {
      await pool.run(async () => i, { signal });
    }
    expect(listeners).toBe(0);
  });

  it('gives each call its own AbortSignal', async () => {
    const { pool } = new World();
    const signals = new Set<AbortSignal>();
    await pool.run(async (_, signal) => {
      signals.add(signal);
      if (signals.size < 3) {
        throw Object.assign(new Error(), { status: 503 });
      }
    });
    expect(signals.size).toBe(3);
  });

  it('survives what callers throw where they should not', async () => {
    const { pool, taken } = new World({
      classify: () => {
        throw new Error('classifier bug');
      },
      observer: {
        attempt() {
          throw new Error('observer bug');
        },
      },
    });
    const thrower = (): never => {
      throw new Error('synchronous');
    };
    await expect(pool.run(thrower, { maxAttempts: 1 })).rejects.toMatchObject({ reason: 'exhausted' });
    expect((await pool.run(async () => 1, { usage: thrower })).value).toBe(1);
    expect(pool.snapshot()).toMatchObject({ observer_errors: 2, requests: 0 });
    expect(taken).toBe(0);
  });

  it('close aborts what runs and refuses what comes', async () => {
    const world = new World();
    const run = world.request();
    world.pool.close();
    expect((await run).error).toBeInstanceOf(PoolClosed);
    expect((await world.request()).error).toBeInstanceOf(PoolClosed);
    await world.clock.advanceAsync(0);
    expect([world.taken, world.clock.pendingTimers]).toEqual([0, 0]);
  });
});

describe('time on the wire', () => {
  it('counts from when the call really goes out; what came before is told apart', async () => {
    const events: { durationMs: number; queuedMs: number; outcome: string }[] = [];
    const world = new World({ ...one, observer: { attempt: (event) => events.push(event) } });
    const { clock } = world;
    const sleep = (ms: number) => new Promise<void>((resolve) => void clock.schedule(resolve, ms));
    const run = world.pool.run(async (_, __, { onWire }) => {
      await sleep(9_000);
      onWire();
      await sleep(9_500);
      return 'answer';
    });
    await clock.advanceAsync(20_000);
    expect((await run).attempts).toBe(1);
    expect(events).toMatchObject([{ durationMs: 9_500, queuedMs: 9_000, outcome: 'success' }]);
    expect(world.endpoint(HOME)).toMatchObject({ latency_ms: 3_200, failures: 0 });
  });

  it('takes a host that does not even accept the call for silent', async () => {
    const world = new World();
    const run = world.pool.run(
      async ({ location }, signal) => {
        if (location === HOME) {
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        }
        return location;
      },
      { prefer: HOME },
    );
    await world.clock.advanceAsync(10_000);
    expect((await run).value).not.toBe(HOME);
    expect(world.endpoint(HOME).circuit).toBe('open');
  });
});

describe('residency', () => {
  it('never leaves the allowlist, whatever fails, is late, sick or probed', async () => {
    const world = new World({ allowedLocations: ['eu', 'asia-southeast1', 'mars'] });
    const faults = [200, 200, 200, 503, 429, 404, 400, 'hang'] as const;
    let n = 0;
    world.fate = () => ({ status: faults[n++ % faults.length] ?? 200, ms: (n % 7) * 300 });
    await world.arrive(5, 600_000, { hedge: true });
    await world.drain();
    expect(new Set(locationsOf(world))).toEqual(new Set(['eu', 'asia-southeast1']));
    expect(world.pool.snapshot().excluded.map(({ location }) => location)).toEqual(['us', 'global']);
  });

  it('refuses to start with nothing inside it, with doubles, or with nothing at all', () => {
    expect(() => new World({ allowedLocations: ['mars'] })).toThrow(/allowed locations/);
    expect(() => new World({ endpoints: [] })).toThrow(/no endpoint/);
    const twice = { model: MODEL, location: 'us' };
    expect(() => new World({ endpoints: [twice, { ...twice }] })).toThrow(/twice/);
  });

  it('does not follow a caller that changes its endpoint objects later', async () => {
    const mine = { model: MODEL, location: 'eu' };
    const { pool } = new World({ endpoints: [mine], allowedLocations: ['eu'] });
    mine.location = 'us';
    expect((await pool.run(async ({ location }) => location)).value).toBe('eu');
  });
});
