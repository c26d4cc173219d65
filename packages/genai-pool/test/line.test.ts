import { systemClock } from '@sets/clock';
import { createManualClock } from '@sets/clock/testing';
import { describe, expect, it } from 'vitest';
import { Pacing } from '../src/endpoint/pacing.ts';
import {
  AllEndpointsUnavailable,
  type CreatePacingQueue,
  createBottleneckQueue,
  createGenAiPool,
} from '../src/index.ts';
import { createSimPacingQueue } from './support/sim-pacing.ts';
import { HOME, MODEL, World, type WorldOptions } from './support/world.ts';

const oneSlot: WorldOptions = {
  endpoints: [{ model: MODEL, location: HOME }],
  policy: { concurrency: { max: 1 }, pacing: { minIntervalMs: 0 }, maxWaiting: 3 },
  fate: () => ({ status: 200, ms: 1_000 }),
};

describe('the line', () => {
  it('serves those that wait in order, and turns away more than fit in', async () => {
    const world = new World(oneSlot);
    const order: number[] = [];
    const runs = [0, 1, 2, 3].map((i) => world.request().then(() => order.push(i)));
    expect((await world.request()).error).toMatchObject({ reason: 'saturated' });
    await world.clock.advanceAsync(4_000);
    await Promise.all(runs);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('serves the most urgent first', async () => {
    const world = new World(oneSlot);
    const order: string[] = [];
    const start = (name: string, deadlineMs: number) => world.request({ deadlineMs }).then(() => order.push(name));
    const runs = [start('running', 60_000), start('patient', 50_000), start('urgent', 5_000), start('late', 60_000)];
    await world.clock.advanceAsync(4_000);
    await Promise.all(runs);
    expect(order).toEqual(['running', 'urgent', 'patient', 'late']);
  });

  it('does not wait for what comes after the deadline', async () => {
    const world = new World({ ...oneSlot, fate: () => ({ status: 429, ms: 0, retryAfterMs: 10_000 }) });
    await world.request({ maxAttempts: 1 });
    const { error, ms } = await world.request({ deadlineMs: 9_000 });
    expect(error).toMatchObject({ reason: 'cooling' });
    expect(ms).toBe(0);
  });

  it('waits out a cooldown of up to 30 s, and not a longer one', async () => {
    const world = new World({ fate: () => ({ status: 429, ms: 0, retryAfterMs: 20_000 }) });
    const patient = world.request();
    await world.clock.advanceAsync(0);
    expect(world.calls).toHaveLength(4);
    world.fate = () => null;
    await world.clock.advanceAsync(30_000);
    expect((await patient).ok).toBe(true);
    // A request that has waited tries again: being told to wait uses up no try.
    expect(world.calls).toHaveLength(5);
    world.fate = () => ({ status: 429, ms: 0, retryAfterMs: 31_000 });
    expect((await world.request()).error).toMatchObject({ reason: 'cooling' });
  });

  it('gives up at once when a cooldown becomes too long to wait for', async () => {
    const world = new World({ ...oneSlot, fate: () => ({ status: 429, ms: 500, retryAfterMs: 60_000 }) });
    const runs = [1, 2, 3].map(() => world.request());
    await world.clock.advanceAsync(500);
    for (const { error, ms } of await Promise.all(runs)) {
      expect(error).toMatchObject({ reason: 'cooling' });
      expect(ms).toBe(500);
    }
    expect(world.calls).toHaveLength(1);
  });

  it('spreads the times at which it tells those turned away to come back', async () => {
    const world = new World({ fate: () => ({ status: 429, ms: 0, retryAfterMs: 60_000 }) });
    const errors: (number | null)[] = [];
    for (let i = 0; i < 50; i += 1) {
      const { error } = await world.request();
      errors.push(error instanceof AllEndpointsUnavailable ? error.retryAfterMs : null);
    }
    expect(new Set(errors).size).toBe(50);
    expect(errors.every((ms) => ms !== null && ms >= 60_000 && ms <= 90_000)).toBe(true);
  });

  it('lets a repeat wait for a slot of the endpoint that it failed on', async () => {
    const world = new World({ ...oneSlot, fate: ({ request }) => ({ status: request === 0 ? 500 : 200, ms: 0 }) });
    const run = world.request();
    await world.clock.advanceAsync(0);
    world.fate = () => ({ status: 200, ms: 3_000 });
    const other = world.request();
    await world.clock.advanceAsync(6_100);
    expect((await other).result?.attempts).toBe(1);
    expect((await run).result?.attempts).toBe(2);
  });

  it('costs the same per verdict however many wait', async () => {
    const looks = async (waiting: number) => {
      const world = new World({ ...oneSlot, policy: { ...oneSlot.policy, maxWaiting: 1e9 } });
      let draws = 0;
      const random = () => {
        draws += 1;
        return 0.5;
      };
      const pool = createGenAiPool({
        ...{ endpoints: [{ model: MODEL, location: HOME }], clock: world.clock, random },
        policy: { concurrency: { max: 1 }, pacing: { minIntervalMs: 0 }, maxWaiting: 1e9 },
        createPacingQueue: createSimPacingQueue,
      });
      const runs = Array.from({ length: waiting }, () =>
        pool.run(() => new Promise<void>((resolve) => void world.clock.schedule(resolve, 1))),
      );
      draws = 0;
      await world.clock.advanceAsync(10);
      const perVerdict = draws / 10;
      await world.clock.advanceAsync(waiting);
      await Promise.all(runs);
      return perVerdict;
    };
    // Every look at the endpoints draws once: a request that is woken for nothing would show.
    expect(await looks(2_000)).toBe(await looks(50));
  });
});

describe('pacing', () => {
  const unlimited = { endpoints: [{ model: MODEL, location: HOME }], policy: { maxWaiting: 1_000 } };

  it('lets a burst of the concurrency limit through, then one call per interval on average', async () => {
    const world = new World({ ...unlimited, fate: () => ({ status: 200, ms: 10 }) });
    for (let i = 0; i < 100; i += 1) {
      void world.request();
    }
    await world.clock.advanceAsync(0);
    expect(world.calls).toHaveLength(20);
    await world.clock.advanceAsync(8_100);
    expect(world.calls).toHaveLength(100);
    const late = world.calls.slice(20).map(({ at }) => at);
    for (let i = 1; i < late.length; i += 1) {
      expect((late[i] ?? 0) - (late[i - 1] ?? 0)).toBeCloseTo(100, 3);
    }
  });

  it('costs those that stay nothing when others leave while they wait for their turn', async () => {
    const world = new World({ ...unlimited, fate: () => ({ status: 200, ms: 10 }) });
    const abort = new AbortController();
    const start = (signal?: AbortSignal) => world.request(signal ? { signal } : {});
    for (let i = 0; i < 20; i += 1) {
      void start();
    }
    const leaving = Array.from({ length: 20 }, () => start(abort.signal));
    const stays = start();
    await world.clock.advanceAsync(20);
    expect(world.endpoint(HOME).in_flight).toBe(0);
    abort.abort();
    await Promise.all(leaving);
    await world.clock.advanceAsync(500);
    expect((await stays).ms).toBeLessThanOrEqual(110);
    expect(world.calls).toHaveLength(21);
  });

  it('makes no queue while tokens last', async () => {
    // Time that went on by itself would bring a token back before the last call on a busy machine.
    const clock = createManualClock();
    let queues = 0;
    const createPacingQueue: CreatePacingQueue = (intervalMs) => {
      queues += 1;
      return createSimPacingQueue(intervalMs);
    };
    const pool = createGenAiPool({ endpoints: unlimited.endpoints, clock, createPacingQueue });
    await Promise.all(Array.from({ length: 20 }, () => pool.run(async () => 'ok')));
    expect(queues).toBe(0);
    const last = pool.run(async () => 'ok');
    await clock.advanceAsync(1_000);
    expect(await last).toMatchObject({ value: 'ok' });
    expect(queues).toBe(1);
  });

  it('holds the rate on the real bottleneck', async () => {
    const pacing = new Pacing(20, 1, systemClock, createBottleneckQueue);
    const start = performance.now();
    for (let i = 0; i < 6; i += 1) {
      if (pacing.waitMs(1, performance.now()) > 0) {
        await new Promise<void>((resolve) => pacing.askForTurn(() => 1, resolve));
      }
      pacing.take(1, performance.now());
    }
    // A busy machine may make it slower, never faster.
    expect(performance.now() - start).toBeGreaterThanOrEqual(5 * 20 - 5);
  });

  it('waits for one turn at a time, however often it is asked', async () => {
    const clock = createManualClock();
    const pacing = new Pacing(100, 1, clock, createSimPacingQueue);
    pacing.take(1, 0);
    let turns = 0;
    for (let i = 0; i < 10; i += 1) {
      pacing.askForTurn(
        () => 1,
        () => {
          turns += 1;
        },
      );
    }
    await clock.advanceAsync(0);
    expect(clock.pendingTimers).toBe(1);
    await clock.advanceAsync(1_000);
    expect(turns).toBe(1);
  });
});

describe('quotas', () => {
  const quotas = [{ model: MODEL, tokensPerMinute: 60_000 }];
  const fate = () => ({ status: 200, ms: 100 }) as const;
  const usage = () => ({ inputTokens: 900, outputTokens: 100 });

  it('start no more calls than the tokens of the model allow, over all its locations', async () => {
    const world = new World({ policy: { quotas, maxWaiting: 1_000 }, fate });
    await world.arrive(5, 120_000, { usage, estimateTokens: 1_000 });
    await world.drain();
    // Ten seconds of burst and sixty thousand a minute.
    const used = world.calls.filter(({ at }) => at <= 120_000).length * 1_000;
    expect(used).toBeGreaterThan(115_000);
    expect(used).toBeLessThanOrEqual(130_000);
    expect(world.outcomes.filter(({ ok }) => ok).length).toBeGreaterThan(120);
  });

  it('learn what a size of work costs when nobody estimates, and let refused calls cost nothing', async () => {
    const world = new World({ policy: { quotas, maxWaiting: 1_000 }, fate });
    await world.arrive(2, 60_000, { usage });
    world.calls.length = 0;
    await world.arrive(3, 60_000, { usage });
    expect(world.calls.length).toBeLessThanOrEqual(60 + 10);
    const refusing = new World({ policy: { quotas }, fate: () => ({ status: 503, ms: 10 }) });
    await refusing.arrive(1, 60_000, { usage, estimateTokens: 9_000 });
    expect(refusing.outcomes.every(({ error }) => error !== null && !/cooling/.test(error.message))).toBe(true);
  });

  it('are shared by the number of live instances, and may be one location’s alone', async () => {
    const here = [{ model: MODEL, location: HOME, tokensPerMinute: 60_000 }];
    const world = new World({ policy: { quotas: here, maxWaiting: 1_000 }, fate });
    world.pool.setShare(4);
    await world.arrive(3, 120_000, { usage, estimateTokens: 1_000 });
    await world.drain();
    const home = world.callsTo(HOME, 0, 120_000).length;
    expect(home).toBeGreaterThan(25);
    expect(home).toBeLessThanOrEqual(32);
    expect(world.outcomes.every(({ ok }) => ok)).toBe(true);
  });
});

describe('what instances learn from each other', () => {
  it('is long cooldowns, and ceilings where nothing is known yet', async () => {
    const veteran = new World();
    veteran.at(HOME, ({ inFlight }) => (inFlight >= 8 ? { status: 429, ms: 10, retryAfterMs: 60_000 } : null));
    for (let i = 0; i < 60; i += 1) {
      void veteran.request();
    }
    await veteran.clock.advanceAsync(100);
    veteran.at('eu', { status: 429, ms: 10, retryAfterMs: 3_000 });
    void veteran.request({ prefer: 'eu', maxAttempts: 1 });
    await veteran.clock.advanceAsync(100);
    const known = veteran.pool.snapshot().endpoints;
    expect(known.find(({ location }) => location === HOME)).toMatchObject({ concurrency_ceiling: 10 });

    const fresh = new World();
    await fresh.clock.advanceAsync(veteran.clock.monotonic() - fresh.clock.monotonic());
    fresh.pool.learn(known);
    expect(fresh.endpoint(HOME)).toMatchObject({ availability: 'cooling', concurrency_limit: 10 });
    expect(fresh.endpoint('eu').cooldown_until).toBeNull();
    await fresh.arrive(2, 10_000);
    expect(fresh.callsTo(HOME)).toHaveLength(0);
    expect(fresh.outcomes.every(({ ok }) => ok)).toBe(true);
  });
});
