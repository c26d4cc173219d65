import { describe, expect, it } from 'vitest';
import { seededRandom } from '../bench/seeded.ts';
import { type CircuitChange, DEFAULT_POLICY, type Endpoint } from '../src/index.ts';
import { createSimPool, drive, type Outcome, REGIONS, type SimPool, successRate } from './support/sim-cloud.ts';

const HOME = { prefer: 'us-central1' };
const HOUR = 3_600_000;

interface Changes {
  readonly at: () => (CircuitChange & { endpoint: Endpoint; at: number })[];
  readonly sim: SimPool;
}

function createStory(options: Parameters<typeof createSimPool>[0] = {}): Changes {
  const changes: (CircuitChange & { endpoint: Endpoint; at: number })[] = [];
  const sim = createSimPool({
    observer: { circuit: (change) => changes.push({ ...change, at: sim.clock.monotonic() }) },
    ...options,
  });
  return { at: () => changes, sim };
}

const after = (outcomes: readonly Outcome[], ms: number) => outcomes.filter(({ startedAt }) => startedAt >= ms);

function totals({ pool }: SimPool) {
  const { endpoints } = pool.snapshot();
  const sum = (key: 'rate_limited' | 'attempts' | 'successes') => endpoints.reduce((n, e) => n + e[key], 0);
  return { refused: sum('rate_limited'), attempts: sum('attempts'), successes: sum('successes') };
}

describe('stories on simulated time', () => {
  it.each([
    { rps: 0.1, isolatedWithinMs: 60_000 },
    { rps: 10, isolatedWithinMs: 2_000 },
    { rps: 100, isolatedWithinMs: 1_000 },
  ])('isolates a dead region within five failures at $rps rps', async ({ rps, isolatedWithinMs }) => {
    const { at, sim } = createStory({ policy: { pacing: { minIntervalMs: 0 }, concurrency: { max: 200 } } });
    sim.cloud.set('us-central1', { status: 503, ms: 5 });
    const outcomes = await drive(sim, rps, Math.max(5_000, 10_000 / rps), HOME);
    await sim.clock.advance(5_000);
    expect(successRate(outcomes)).toBe(1);
    expect(at()[0]).toMatchObject({ to: 'open', endpoint: { location: 'us-central1' } });
    expect(at()[0]?.at).toBeLessThanOrEqual(isolatedWithinMs);
    expect(sim.cloud.callsTo('us-central1', 0, at()[0]?.at)).toBeLessThanOrEqual(5);
  });

  it('keeps answering through three hours of a region that flaps every half minute', { timeout: 60_000 }, async () => {
    const { at, sim } = createStory();
    sim.cloud.set('us-central1', (now) => ({ status: Math.floor(now / 30_000) % 2 === 0 ? 200 : 503, ms: 800 }));
    const outcomes = await drive(sim, 2, 3 * HOUR, HOME);
    expect(successRate(outcomes)).toBe(1);
    const failing = sim.cloud.calls.filter((c) => c.location === 'us-central1' && Math.floor(c.at / 30_000) % 2 === 1);
    // 180 bad half minutes: five failures open the circuit, then only probes fail.
    expect(failing.length / 180).toBeLessThanOrEqual(8);
    expect(at().length).toBeGreaterThan(180);
    expect(sim.pool.snapshot().endpoints.every((e) => e.in_flight <= 4)).toBe(true);
  });

  it('lives with quotas that reset each minute, and uses what each minute gives', { timeout: 60_000 }, async () => {
    const { sim } = createStory();
    const perMinute = 60;
    const used = new Map<string, number>();
    for (const region of REGIONS) {
      sim.cloud.set(region, (now) => {
        const minute = `${region} ${Math.floor(now / 60_000)}`;
        const n = (used.get(minute) ?? 0) + 1;
        used.set(minute, n);
        if (n <= perMinute) {
          return { status: 200, ms: 1_500 };
        }
        return { status: 429, ms: 20, retryAfterMs: 60_000 - (now % 60_000) };
      });
    }
    const outcomes = await drive(sim, 3.5, HOUR, HOME);
    await sim.clock.advance(60_000);
    // 210 requests a minute against 240 of quota.
    expect(successRate(outcomes)).toBeGreaterThan(0.99);
    const refused = sim.cloud.calls.length - outcomes.length;
    expect(refused / outcomes.length).toBeLessThan(0.05);
  });

  it('finds a capacity that it was not told, within 20 % and with at most 2 % of calls refused', async () => {
    for (const capacity of [3, 8, 14]) {
      const { sim } = createStory();
      const random = seededRandom(capacity);
      sim.cloud.setAll((_, inFlight) =>
        inFlight >= capacity ? { status: 429, ms: 10 } : { status: 200, ms: 1_500 + random() * 1_000 },
      );
      const load = () => drive(sim, capacity * 2.5, 30_000, HOME);
      await load();
      const before = totals(sim);
      const errors: number[] = [];
      for (let i = 0; i < 10; i += 1) {
        await load();
        for (const { limit } of sim.pool.snapshot().endpoints) {
          errors.push(Math.abs(limit - capacity) / capacity);
        }
      }
      const mean = errors.reduce((sum, e) => sum + e, 0) / errors.length;
      expect(mean).toBeLessThanOrEqual(0.2);
      const end = totals(sim);
      expect((end.refused - before.refused) / (end.attempts - before.attempts)).toBeLessThanOrEqual(0.02);
      // 300 s at an average of 2 s a call, in four regions: the capacity is also put to use.
      expect(end.successes - before.successes).toBeGreaterThan(0.9 * 4 * capacity * 150);
    }
  }, 60_000);

  it('amplifies a total outage by no more than 1.3, and is back soon after it ends', async () => {
    for (const rps of [1, 10, 100]) {
      const { sim } = createStory();
      sim.cloud.setAll({ status: 503, ms: 50 });
      const down = await drive(sim, rps, 60_000, HOME);
      expect(down.every(({ ok }) => !ok)).toBe(true);
      expect(sim.cloud.calls.length / down.length).toBeLessThanOrEqual(1.3);

      sim.cloud.setAll({ status: 200, ms: 1_000 });
      const upAt = sim.clock.monotonic();
      const back = await drive(sim, rps, 90_000, HOME);
      await sim.clock.advance(10_000);
      const allowance = DEFAULT_POLICY.circuit.maxOpenMs * (1 + DEFAULT_POLICY.circuit.jitter) + 15_000;
      if (rps <= 10) {
        expect(successRate(after(back, upAt + allowance))).toBe(1);
      }
      expect(sim.pool.snapshot().endpoints.some((e) => e.circuit === 'closed')).toBe(true);
    }
  }, 60_000);

  it('leaves a region that is ten times slower, and returns when it is well again', async () => {
    const { sim } = createStory();
    const options = { ...HOME, hedge: { sizeBucket: 'video' } };
    await drive(sim, 3, 60_000, options);
    sim.cloud.set('us-central1', { status: 200, ms: 10_000 });
    const slowAt = sim.clock.monotonic();
    await drive(sim, 3, 120_000, options);
    expect(sim.cloud.callsTo('us-central1', slowAt + 15_000)).toBeLessThan(10);
    sim.cloud.set('us-central1', { status: 200, ms: 1_000 });
    const wellAt = sim.clock.monotonic();
    await drive(sim, 3, 120_000, options);
    expect(sim.cloud.callsTo('us-central1', wellAt + 60_000)).toBeGreaterThan(0.95 * 180);
  });

  it('comes through a storm of 429s that no limit of its own could calm, and is whole at once after it', async () => {
    const { sim } = createStory();
    const random = seededRandom(11);
    const storm = (now: number) => now >= 30_000 && now < 90_000 && random() < 0.5;
    sim.cloud.setAll((now) => {
      return storm(now) ? { status: 429, ms: 50, retryAfterMs: 5_000 } : { status: 200, ms: 2_200 };
    });
    const outcomes = await drive(sim, 8, 150_000, HOME);
    await sim.clock.advance(60_000);
    expect(successRate(outcomes.filter(({ startedAt }) => startedAt < 30_000))).toBe(1);
    expect(successRate(outcomes)).toBeGreaterThan(0.95);
    expect(successRate(after(outcomes, 95_000))).toBe(1);
    expect(Math.max(...after(outcomes, 120_000).map((o) => o.endedAt - o.startedAt))).toBeLessThan(4_000);
  });

  it('notices a region that hangs before any call to it has ended', async () => {
    const { sim } = createStory();
    await drive(sim, 1, 30_000, HOME);
    sim.cloud.set('us-central1', { status: 'hang', ms: 0 });
    const since = sim.clock.monotonic();
    await drive(sim, 1, 20_000, HOME);
    expect(sim.cloud.callsTo('us-central1', since)).toBeLessThanOrEqual(5);
  });

  it('brings a region back slowly: one probe at a time, then a growing limit', async () => {
    const { at, sim } = createStory();
    sim.cloud.set('us-central1', (now) => ({ status: now < 20_000 ? 503 : 200, ms: 1_000 }));
    await drive(sim, 10, 60_000, HOME);
    const closedAt = at().find(({ to }) => to === 'closed')?.at ?? 0;
    expect(closedAt).toBeGreaterThan(20_000);
    const firstSecond = sim.cloud.callsTo('us-central1', closedAt, closedAt + 900);
    expect(firstSecond).toBeLessThanOrEqual(4);
    expect(sim.cloud.callsTo('us-central1', closedAt + 10_000, closedAt + 15_000)).toBeGreaterThan(40);
  });
});
