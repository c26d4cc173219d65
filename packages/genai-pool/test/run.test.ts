import { describe, expect, it } from 'vitest';
import {
  AllEndpointsUnavailable,
  DeadlineExceeded,
  NonRetryableFailure,
  PoolClosed,
  ReplyFailure,
  RunAborted,
} from '../src/index.ts';
import { createSimPool, drive, MODEL, REGIONS } from './support/sim-cloud.ts';

const inFlight = (pool: { snapshot(): { endpoints: readonly { in_flight: number }[] } }) =>
  pool.snapshot().endpoints.reduce((sum, endpoint) => sum + endpoint.in_flight, 0);

describe('failover', () => {
  it('goes elsewhere at once, each endpoint once, and tells what failed on the way', async () => {
    const { cloud, clock, pool } = createSimPool();
    for (const region of REGIONS.slice(0, 3)) {
      cloud.set(region, { status: 503, ms: 0 });
    }
    const run = pool.run(cloud.send, { prefer: 'us-central1' });
    await clock.advance(1_000);
    const result = await run;
    expect(result.endpoint.location).toBe('asia-southeast1');
    expect(cloud.calls.map(({ at }) => at)).toEqual(Array(result.attempts).fill(0));
    expect(new Set(cloud.calls.map(({ location }) => location)).size).toBe(result.attempts);
    expect(result.failures.map((failure) => failure.class)).toEqual(Array(result.attempts - 1).fill('endpoint'));
  });

  it.each([
    ['a bad request', 400, 'request'],
    ['a refused credential', 403, 'credential'],
  ])('ends at once on %s and punishes no endpoint', async (_, status, failureClass) => {
    const { cloud, pool, clock } = createSimPool();
    cloud.setAll({ status, ms: 0 });
    for (let i = 0; i < 50; i += 1) {
      const run = pool.run(cloud.send, { prefer: 'us-central1' });
      await expect(run).rejects.toMatchObject({ code: 'non_retryable_failure', class: failureClass });
      await expect(run).rejects.toBeInstanceOf(NonRetryableFailure);
      await clock.advance(1_000);
    }
    expect(cloud.calls).toHaveLength(50);
    expect(pool.snapshot().endpoints.every((e) => e.admission === 'free')).toBe(true);
  });

  it('leaves an endpoint alone that does not serve the model', async () => {
    const sim = createSimPool();
    sim.cloud.set('us-central1', { status: 404, ms: 0 });
    const outcomes = await drive(sim, 5, 60_000, { prefer: 'us-central1' });
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(sim.cloud.callsTo('us-central1')).toBe(1);
  });

  it('counts a reply that the caller judged useless against the endpoint', async () => {
    const { pool } = createSimPool();
    const send = async ({ location }: { location: string }) => {
      if (location === 'us-central1') {
        throw new ReplyFailure('endpoint', 'cut: no finishReason');
      }
      return location;
    };
    for (let i = 0; i < 6; i += 1) {
      await pool.run(send, { prefer: 'us-central1' });
    }
    expect(pool.snapshot().endpoints[0]).toMatchObject({ circuit: 'open', failures: 5 });
  });

  it('keeps to the model asked for', async () => {
    const endpoints = [
      { model: 'small', location: 'us-central1' },
      { model: 'large', location: 'eu' },
      { model: 'large', location: 'global' },
    ];
    const { cloud, pool, clock } = createSimPool({ endpoints });
    cloud.set('eu', { status: 500, ms: 0 });
    const run = pool.run(cloud.send, { model: 'large', prefer: 'europe-west1' });
    await clock.advance(2_000);
    expect((await run).endpoint).toEqual({ model: 'large', location: 'global' });
    expect(cloud.calls.map(({ location }) => location)).toEqual(['eu', 'global']);
    await expect(pool.run(cloud.send, { model: 'unknown' })).rejects.toMatchObject({ code: 'pool_config' });
  });

  it('repeats only within the retry budget, after a pause, at most twice', async () => {
    const { cloud, clock, pool } = createSimPool({ endpoints: [{ model: MODEL, location: 'us-central1' }] });
    cloud.set('us-central1', { status: 500, ms: 0 });
    const first = pool.run(cloud.send).catch((error: unknown) => error);
    await clock.advance(5_000);
    expect(await first).toMatchObject({ code: 'all_endpoints_unavailable', reason: 'exhausted' });
    expect(cloud.calls).toHaveLength(3);
    const pauses = cloud.calls.slice(1).map(({ at }, i) => at - (cloud.calls[i]?.at ?? 0));
    for (const pause of pauses) {
      expect(pause >= 1_000 && pause < 2_000).toBe(true);
    }
  });

  it('repeats for no more than a tenth of many failing requests, beyond the burst of three', async () => {
    const policy = { circuit: { consecutiveFailures: 1e9, failureRate: 2 }, pacing: { minIntervalMs: 0 } };
    const sim = createSimPool({ endpoints: [{ model: MODEL, location: 'us-central1' }], policy });
    sim.cloud.set('us-central1', { status: 500, ms: 0 });
    const outcomes = await drive(sim, 5, 60_000);
    await sim.clock.advance(10_000);
    expect(outcomes).toHaveLength(300);
    expect(sim.cloud.calls.length).toBeGreaterThan(325);
    expect(sim.cloud.calls.length).toBeLessThanOrEqual(300 + 30 + 3);
  });

  it('starts no more attempts than it may', async () => {
    const { cloud, pool } = createSimPool();
    cloud.setAll({ status: 503, ms: 0 });
    const run = pool.run(cloud.send, { maxAttempts: 2 });
    await expect(run).rejects.toMatchObject({ reason: 'exhausted', failures: { length: 2 } });
  });
});

describe('all down', () => {
  it('rejects without a call and says when to come back', async () => {
    const { cloud, clock, pool } = createSimPool();
    cloud.setAll({ status: 429, ms: 0, retryAfterMs: 30_000 });
    cloud.set('us-east1', { status: 429, ms: 0, retryAfterMs: 9_000 });
    await expect(pool.run(cloud.send)).rejects.toBeInstanceOf(AllEndpointsUnavailable);
    await clock.advance(2_000);
    const calls = cloud.calls.length;
    const error = await pool.run(cloud.send).catch((e: unknown) => e);
    expect(error).toMatchObject({ reason: 'down', retryAfterMs: 7_000 });
    expect(cloud.calls).toHaveLength(calls);
  });

  it('does so within 10 ms of real time, 1,000 times over', async () => {
    const { cloud, pool } = createSimPool();
    cloud.setAll({ status: 429, ms: 0, retryAfterMs: 30_000 });
    await pool.run(cloud.send).catch(() => undefined);
    const times: number[] = [];
    for (let i = 0; i < 1_000; i += 1) {
      const start = performance.now();
      await pool.run(cloud.send).catch(() => undefined);
      times.push(performance.now() - start);
    }
    expect(times.sort((a, b) => a - b)[990]).toBeLessThan(10);
  });
});

describe('timeouts, aborts and slots', () => {
  it('times an attempt out, fails over, and frees the slot only when the real call has ended', async () => {
    const { cloud, clock, pool } = createSimPool();
    let endCall: () => void = () => undefined;
    const send = async (endpoint: { model: string; location: string }, signal: AbortSignal) => {
      if (endpoint.location !== 'us-central1') {
        return cloud.send(endpoint, signal);
      }
      return new Promise<string>((resolve) => {
        endCall = () => resolve('late answer');
      });
    };
    const run = pool.run(send, { prefer: 'us-central1' });
    await clock.advance(46_100);
    const result = await run;
    expect(result.value).not.toBe('late answer');
    expect(result.failures[0]?.cause).toMatchObject({ name: 'AttemptTimeout', timeoutMs: 45_000 });
    expect(pool.snapshot().endpoints[0]).toMatchObject({ in_flight: 1, lingering: 1 });
    endCall();
    await clock.advance(0);
    expect(inFlight(pool)).toBe(0);
  });

  it('ends at its own deadline without blaming the endpoint', async () => {
    const { cloud, clock, pool } = createSimPool();
    cloud.setAll({ status: 'hang', ms: 0 });
    const run = pool.run(cloud.send, { deadlineMs: 3_000 }).catch((e: unknown) => e);
    await clock.advance(3_000);
    expect(await run).toBeInstanceOf(DeadlineExceeded);
    expect(inFlight(pool)).toBe(0);
    expect(pool.snapshot().endpoints.every((e) => e.failures_in_row === 0)).toBe(true);
  });

  it('passes the abort on, in flight, waiting or before it began', async () => {
    const { cloud, clock, pool } = createSimPool({
      endpoints: [{ model: MODEL, location: 'us-central1' }],
      policy: { concurrency: { max: 1 } },
    });
    const abort = new AbortController();
    const runs = [1, 2].map(() => pool.run(cloud.send, { signal: abort.signal }).catch((e: unknown) => e));
    expect(pool.snapshot().waiting).toBe(1);
    abort.abort(new Error('left'));
    for (const error of await Promise.all(runs)) {
      expect(error).toMatchObject({ code: 'aborted', cause: { message: 'left' } });
    }
    await expect(pool.run(cloud.send, { signal: abort.signal })).rejects.toBeInstanceOf(RunAborted);
    await clock.advance(0);
    expect(cloud.calls).toHaveLength(1);
    expect(inFlight(pool)).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no listener on a signal that outlives many requests', async () => {
    const { pool } = createSimPool();
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

  it('gives each attempt its own AbortSignal', async () => {
    const { pool } = createSimPool();
    const signals = new Set<AbortSignal>();
    const send = async (_: unknown, signal: AbortSignal) => {
      signals.add(signal);
      if (signals.size < 3) {
        throw Object.assign(new Error(), { status: 503 });
      }
      return 'ok';
    };
    await pool.run(send);
    expect(signals.size).toBe(3);
  });

  it('survives what callers throw where they should not', async () => {
    const { pool } = createSimPool({
      classify: () => {
        throw new Error('classifier bug');
      },
      observer: {
        attempt() {
          throw new Error('observer bug');
        },
      },
    });
    const thrower = () => {
      throw new Error('synchronous');
    };
    await expect(pool.run(thrower)).rejects.toMatchObject({ code: 'non_retryable_failure' });
    const usage = thrower as () => never;
    expect((await pool.run(async () => 1, { usage })).value).toBe(1);
    expect(pool.snapshot()).toMatchObject({ observer_errors: 2, requests: 0 });
    expect(inFlight(pool)).toBe(0);
  });

  it('close aborts what runs and refuses what comes', async () => {
    const { cloud, clock, pool } = createSimPool();
    const run = pool.run(cloud.send).catch((e: unknown) => e);
    pool.close();
    expect(await run).toBeInstanceOf(PoolClosed);
    await expect(pool.run(cloud.send)).rejects.toBeInstanceOf(PoolClosed);
    await clock.advance(0);
    expect(inFlight(pool)).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('waiting', () => {
  it('serves those that wait for a slot in order, and turns away more than fit in line', async () => {
    const { cloud, clock, pool } = createSimPool({
      endpoints: [{ model: MODEL, location: 'us-central1' }],
      policy: { concurrency: { max: 1 }, maxWaiting: 3, pacing: { minIntervalMs: 0 } },
    });
    const order: number[] = [];
    const runs = [0, 1, 2, 3].map((i) => pool.run(cloud.send).then(() => order.push(i)));
    await expect(pool.run(cloud.send)).rejects.toMatchObject({ reason: 'saturated', retryAfterMs: 2_500 });
    await clock.advance(4_000);
    await Promise.all(runs);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('stops waiting as soon as there is nothing left to wait for', async () => {
    const { cloud, clock, pool } = createSimPool({
      endpoints: [{ model: MODEL, location: 'us-central1' }],
      policy: { concurrency: { max: 1 } },
    });
    cloud.set('us-central1', { status: 429, ms: 500, retryAfterMs: 60_000 });
    const runs = [1, 2, 3].map(() => pool.run(cloud.send).catch((e: unknown) => e));
    await clock.advance(500);
    const errors = await Promise.all(runs);
    expect(errors.map((e) => (e instanceof AllEndpointsUnavailable ? e.retryAfterMs : e))).toEqual(
      Array(3).fill(60_000),
    );
    expect(cloud.calls).toHaveLength(1);
  });

  it('waits out a cooldown that ends shortly, but not a longer one', async () => {
    const { cloud, clock, pool } = createSimPool();
    cloud.setAll({ status: 429, ms: 0, retryAfterMs: 6_000 });
    await expect(pool.run(cloud.send)).rejects.toMatchObject({ reason: 'exhausted' });
    await clock.advance(999);
    await expect(pool.run(cloud.send)).rejects.toMatchObject({ reason: 'down', retryAfterMs: 5_001 });
    await clock.advance(1);
    cloud.setAll({ status: 200, ms: 100 });
    const run = pool.run(cloud.send);
    await clock.advance(4_999);
    expect(cloud.calls).toHaveLength(4);
    await clock.advance(101);
    expect((await run).attempts).toBe(1);
  });

  it('lets a repeat wait for a slot of the endpoint that it failed on', async () => {
    const { cloud, clock, pool } = createSimPool({
      endpoints: [{ model: MODEL, location: 'us-central1' }],
      policy: { concurrency: { max: 1 } },
    });
    cloud.set('us-central1', { status: 500, ms: 0 });
    const run = pool.run(cloud.send);
    await clock.advance(0);
    cloud.set('us-central1', { status: 200, ms: 3_000 });
    const other = pool.run(cloud.send);
    await clock.advance(6_100);
    expect((await other).attempts).toBe(1);
    expect((await run).attempts).toBe(2);
  });

  it('wakes those that wait when a blocked endpoint is back by time alone', async () => {
    const { cloud, clock, pool } = createSimPool({
      endpoints: REGIONS.slice(0, 2).map((location) => ({ model: MODEL, location })),
      policy: { concurrency: { max: 1 } },
    });
    cloud.set('us-central1', { status: 429, ms: 0, retryAfterMs: 5_000 });
    cloud.set('us-east1', { status: 200, ms: 30_000 });
    const first = pool.run(cloud.send, { prefer: 'us-central1' });
    await clock.advance(0);
    cloud.set('us-central1', { status: 200, ms: 100 });
    const second = pool.run(cloud.send, { prefer: 'us-central1' });
    await clock.advance(5_100);
    expect((await second).endpoint.location).toBe('us-central1');
    await clock.advance(30_000);
    await first;
  });
});

describe('residency', () => {
  it('never leaves the allowlist, whatever fails or is late', async () => {
    const sim = createSimPool({ allowedLocations: ['europe-west1', 'eu'] });
    const faults = [200, 200, 200, 503, 429, 404, 'hang'] as const;
    let n = 0;
    sim.cloud.setAll(() => ({ status: faults[n++ % faults.length] ?? 200, ms: (n % 7) * 300 }));
    await drive(sim, 5, 600_000, { prefer: 'us-central1', hedge: { sizeBucket: 'video' } });
    expect(new Set(sim.cloud.calls.map(({ location }) => location))).toEqual(new Set(['europe-west1']));
    expect(sim.pool.snapshot().excluded).toHaveLength(3);
  });

  it('refuses to start with nothing inside it, with doubles, or with nothing at all', () => {
    expect(() => createSimPool({ allowedLocations: ['eu'] })).toThrow(/allowed locations/);
    expect(() => createSimPool({ endpoints: [] })).toThrow(/no endpoint/);
    const twice = { model: MODEL, location: 'us' };
    expect(() => createSimPool({ endpoints: [twice, { ...twice }] })).toThrow(/twice/);
  });

  it('does not follow a caller that changes its endpoint objects later', async () => {
    const mine = { model: MODEL, location: 'eu' };
    const { cloud, clock, pool } = createSimPool({ endpoints: [mine], allowedLocations: ['eu'] });
    mine.location = 'us';
    const run = pool.run(cloud.send);
    await clock.advance(1_000);
    expect((await run).endpoint.location).toBe('eu');
  });
});
