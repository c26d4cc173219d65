import { describe, expect, it } from 'vitest';
import { PoolConfigError, type PoolPolicyOverrides } from '../src/index.ts';
import { type Fate, HOME, LOCATIONS, MODEL, World } from './support/world.ts';

/** What was tried on an earlier pool and failed; each is a sample of a kind. */
const down: Fate = { status: 503, ms: 50 };
const NOT_SERVED = 'Publisher Model `m` was not found or your project does not have access to it.';

describe('unreadable answers', () => {
  it.each([200, 400, 403, 404, 413, 429, 500, 503])(
    'under a %i cost no request and close nothing for good',
    async (status) => {
      const world = new World();
      world.fate = ({ location, now }) => (location === HOME && now < 30_000 ? { status: 200.1, ms: 30 } : null);
      const html = Object.assign(new SyntaxError('Unexpected token <'), { status, body: '<html>' });
      const send = async ({ location }: { location: string }) => {
        if (location === HOME && world.clock.monotonic() < 30_000) {
          throw html;
        }
        return location;
      };
      const answered: string[] = [];
      for (let i = 0; i < 100; i += 1) {
        answered.push((await world.pool.run(send, { prefer: HOME })).value);
        await world.clock.advanceAsync(1_000);
      }
      expect(answered.slice(0, 30)).not.toContain(HOME);
      expect(answered.slice(85)).toEqual(Array(15).fill(HOME));
    },
  );
});

describe('a region that returns from an outage with another answer', () => {
  it.each([
    ['403', { status: 403, ms: 10 }],
    ['400', { status: 400, ms: 10 }],
    ['HTML', { status: 200.1, ms: 10 }],
  ] as const)('%s does not swallow what others would answer', async (_, fate) => {
    const world = new World();
    world.at(HOME, ({ now }) => (now < 20_000 ? down : now < 80_000 ? fate : null));
    await world.arrive(5, 120_000);
    await world.drain();
    expect(world.outcomes.every(({ ok }) => ok)).toBe(true);
    expect(world.callsTo(HOME, 30_000, 80_000).every(({ probe }) => probe)).toBe(true);
    expect(world.callsTo(HOME, 90_000).length).toBeGreaterThan(60);
  });
});

describe('hints on a 503', () => {
  it('are waited for, within their bounds', async () => {
    const world = new World();
    world.at(HOME, ({ now }) => (now === 0 ? { ...down, ms: 0, retryAfterMs: 20_000 } : null));
    const first = world.request();
    await world.clock.advanceAsync(10_000);
    expect((await first).ok).toBe(true);
    await world.arrive(5, 9_000);
    expect(world.callsTo(HOME)).toHaveLength(1);
    await world.arrive(5, 5_000);
    expect(world.callsTo(HOME).length).toBeGreaterThan(10);
  });
});

describe('a credential that nobody can get', () => {
  it('holds no slot for longer than it is waited for, and is named', async () => {
    const world = new World();
    const noToken = Object.assign(new Error('no access token within 5 s'), { fault: 'credential' });
    const send = () => new Promise<never>((_, reject) => void world.clock.schedule(() => reject(noToken), 5_000));
    const runs = Array.from({ length: 80 }, () => world.pool.run(send).catch((error: unknown) => error));
    await world.clock.advanceAsync(15_000);
    for (const error of await Promise.all(runs)) {
      expect(error).toMatchObject({ code: 'credential_refused' });
    }
    expect(world.taken).toBe(0);
    // While it lasts, a few look for its end and the others are told at once, for the same reason.
    const told = Array.from({ length: 100 }, () => world.pool.run(send).catch((error: unknown) => error));
    await world.clock.advanceAsync(0);
    expect(world.taken).toBeLessThanOrEqual(10);
    await world.clock.advanceAsync(15_000);
    for (const error of await Promise.all(told)) {
      expect(error).toMatchObject({ code: 'credential_refused' });
    }
    for (const { circuits } of world.pool.snapshot().endpoints) {
      expect(circuits).toMatchObject({ default: { success_share: 1 } });
    }
  });
});

describe('a model that is not served', () => {
  it('is switched off where two requests have heard so, and asked again after a while', async () => {
    const cooldowns: string[] = [];
    const world = new World({
      observer: { cooldown: ({ endpoint, reason }) => cooldowns.push(`${endpoint.location} ${reason}`) },
    });
    world.at(HOME, { status: 404, ms: 0, message: NOT_SERVED });
    await world.arrive(5, 60_000);
    await world.drain();
    expect(world.outcomes.every(({ ok }) => ok)).toBe(true);
    expect(world.callsTo(HOME)).toHaveLength(2);
    expect(cooldowns).toEqual([`${HOME} not_served`]);
    expect(world.endpoint(HOME).availability).toBe('free');
    world.at(HOME, () => null);
    await world.arrive(5, 10_000);
    expect(world.callsTo(HOME).length).toBeGreaterThan(20);
  });

  it('does not turn away what was sent while it was nowhere to be had', async () => {
    const world = new World();
    world.fate = ({ now }) => (now < 20_000 ? { status: 404, ms: 0, message: NOT_SERVED } : null);
    await world.arrive(5, 20_000);
    expect(world.outcomes.at(-1)?.error?.message).toMatch(/not_served|outage/);
    await world.arrive(5, 30_000);
    await world.drain();
    const after = world.outcomes.filter(({ startedAt }) => startedAt > 25_000);
    expect(after.length).toBeGreaterThan(50);
    expect(after.every(({ ok }) => ok)).toBe(true);
  });

  it('is no matter of a video that cannot be had', async () => {
    const world = new World();
    world.fate = ({ request }) =>
      request % 5 === 0 ? { status: 404, ms: 0, message: 'Requested entity was not found.' } : null;
    await world.arrive(2, 120_000);
    await world.drain();
    for (const { ok, request, error } of world.outcomes) {
      expect(ok).toBe(request % 5 !== 0);
      expect(ok ? true : error).toBe(ok || error);
    }
    expect(world.outcomes.find(({ ok }) => !ok)?.error).toMatchObject({ code: 'request_refused', agreed: true });
    expect(world.pool.snapshot().endpoints.every(({ circuit }) => circuit === 'closed')).toBe(true);
  });
});

describe('two endpoints that refuse whatever they are asked', () => {
  it('cost no request that the others take, once they are known', async () => {
    const world = new World();
    world.fate = ({ location }) =>
      location === HOME || location === 'global' ? { status: 404, ms: 0, message: 'File not found.' } : null;
    await world.arrive(0.5, 600_000);
    await world.drain();
    const lost = world.outcomes.filter(({ ok }) => !ok);
    expect(world.outcomes.length).toBeGreaterThan(250);
    expect(lost.length).toBeLessThanOrEqual(1);
  });

  it('are not taken for such where posts are refused one after the other', async () => {
    const world = new World();
    await world.arrive(2, 60_000);
    world.fate = () => ({ status: 400, ms: 0 });
    await world.arrive(2, 30_000);
    await world.drain();
    const refused = world.outcomes.filter(({ ok }) => !ok);
    expect(refused.length).toBeGreaterThan(40);
    expect(refused.every(({ error }) => Reflect.get(error ?? {}, 'agreed') === true)).toBe(true);
    expect(world.calls.filter(({ at }) => at >= 60_000).length).toBeLessThanOrEqual(2 * refused.length + 8);
  });
});

describe('one probe at a time', () => {
  it('goes out under 2,000 simultaneous arrivals', async () => {
    const world = new World({ policy: { maxWaiting: 0 } });
    world.at(HOME, down);
    await world.arrive(5, 20_000);
    await world.clock.advanceAsync(60_000);
    world.calls.length = 0;
    for (let i = 0; i < 2_000; i += 1) {
      void world.request();
    }
    await world.clock.advanceAsync(0);
    expect(world.callsTo(HOME).map(({ probe }) => probe)).toEqual([true]);
  });

  it('does not delay the request that it goes with', async () => {
    const world = new World({ fate: () => ({ status: 200, ms: 1_000 }) });
    world.at(HOME, ({ now }) => (now < 30_000 ? down : { status: 'hang', ms: 0 }));
    await world.arrive(2, 120_000);
    await world.drain();
    const probed = new Set(world.calls.filter(({ probe }) => probe).map(({ request }) => request));
    expect(probed.size).toBeGreaterThan(10);
    const waits = world.outcomes.filter(({ request }) => probed.has(request)).map(({ ms }) => ms);
    expect(Math.max(...waits)).toBe(1_000);
  });
});

describe('policy values', () => {
  it.each<[string, PoolPolicyOverrides]>([
    ['attemptTimeoutMs', { attemptTimeoutMs: Number.POSITIVE_INFINITY }],
    ['deadlineMs', { deadlineMs: 0 }],
    ['maxWaiting', { maxWaiting: -1 }],
    ['concurrency.max', { concurrency: { max: Number.NaN } }],
    ['concurrency.max', { concurrency: { max: 0.5 } }],
    ['hedge.quantile', { hedge: { quantile: 2 } }],
    ['hedge.share', { hedge: { share: -0.1 } }],
    ['retry.share', { retry: { share: JSON.parse('null') } }],
    ['cooldown.minMs', { cooldown: { minMs: 9_000, maxMs: 1_000 } }],
    ['circuit.openBelow', { circuit: { openBelow: 0.6 } }],
    ['circuit.weight', { circuit: { weight: 1.5 } }],
    ['late.times', { late: { times: 0 } }],
    ['outage.callsPerS', { outage: { callsPerS: 0 } }],
    ['retry.maxRepeats', { retry: { maxRepeats: 1.5 } }],
    ['pacing.minIntervalMs', { pacing: { minIntervalMs: Number.NaN } }],
    ['quotas[0].tokensPerMinute', { quotas: [{ model: MODEL, tokensPerMinute: 0 }] }],
    ['quotas[0].model', { quotas: [{ model: 'unknown', tokensPerMinute: 1 }] }],
    ['quotas[0].location', { quotas: [{ model: MODEL, location: 'mars', tokensPerMinute: 1 }] }],
  ])('are refused by name: %s', (name, policy) => {
    expect(() => new World({ policy })).toThrow(PoolConfigError);
    expect(() => new World({ policy })).toThrow(name);
  });

  it('are refused all together', () => {
    expect(() => new World({ policy: { maxWaiting: -1, hedge: { quantile: 2 } } })).toThrow(
      /maxWaiting.*hedge.quantile/s,
    );
  });

  it('of a request are checked too', async () => {
    const { pool } = new World();
    for (const options of [{ deadlineMs: Number.NaN }, { maxAttempts: 0 }, { estimateTokens: -1 }]) {
      await expect(pool.run(async () => 1, options)).rejects.toMatchObject({ code: 'pool_config' });
    }
  });
});

describe('an outage', () => {
  it('is seen to end wherever somebody answers again first', async () => {
    const world = new World({
      fate: ({ now, location }) => (now < 60_000 || location !== 'eu' ? { status: 503, ms: 0 } : null),
    });
    await world.arrive(2, 60_000);
    await world.arrive(2, 30_000);
    await world.drain();
    const served = world.outcomes.filter(({ startedAt }) => startedAt >= 65_000);
    expect(served.every(({ ok }) => ok)).toBe(true);
  });

  it('is seen to end although one comes back that refuses every request', async () => {
    for (const refusing of LOCATIONS) {
      const world = new World({ fate: () => ({ status: 503, ms: 0 }) });
      await world.arrive(2, 60_000);
      world.fate = ({ location }) => (location === refusing ? { status: 400, ms: 0 } : null);
      await world.arrive(2, 30_000);
      await world.drain();
      const served = world.outcomes.filter(({ startedAt }) => startedAt >= 75_000);
      expect(served.every(({ ok }) => ok)).toBe(true);
    }
  });

  it('ends for each size of work by itself', async () => {
    const world = new World();
    world.fate = ({ size }) => (size === 'video' ? down : null);
    await world.arrive(10, 60_000, { sizes: ['text', 'video'] });
    await world.drain();
    expect(world.outcomes.filter(({ size }) => size === 'text').every(({ ok }) => ok)).toBe(true);
    expect(world.pool.snapshot().outages).toEqual([{ tier: 'any', size: 'video' }]);
    for (const location of LOCATIONS) {
      expect(world.endpoint(location)).toMatchObject({
        circuit: 'closed',
        circuits: { text: { state: 'closed' }, video: { state: 'open' } },
      });
    }
  });

  it('turns away without a call and says when to come back', async () => {
    const world = new World({ fate: () => down });
    await world.arrive(20, 30_000);
    const before = world.calls.length;
    const turnedAway = Array.from({ length: 200 }, () => world.request());
    expect(world.calls.length - before).toBeLessThanOrEqual(10);
    await world.clock.advanceAsync(100);
    const errors = (await Promise.all(turnedAway)).map(({ error }) => error as unknown as { retryAfterMs: number });
    expect(new Set(errors.map(({ retryAfterMs }) => retryAfterMs)).size).toBeGreaterThan(190);
    expect(errors.every(({ retryAfterMs }) => retryAfterMs >= 1_000 && retryAfterMs <= 2_000)).toBe(true);
  });
});
