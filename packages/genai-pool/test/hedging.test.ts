import { describe, expect, it } from 'vitest';
import type { AttemptEvent } from '../src/index.ts';
import { HOME, World } from './support/world.ts';

const HEDGED = { hedge: true };
const steady = () => ({ status: 200, ms: 1_000 }) as const;

/** A budget saved up, and latencies known: 1 s each. */
async function warmWorld(attempts: AttemptEvent[] = []) {
  const world = new World({ fate: steady, observer: { attempt: (event) => attempts.push(event) } });
  await world.arrive(5, 60_000, HEDGED);
  await world.drain();
  world.calls.length = 0;
  attempts.length = 0;
  return world;
}

describe('hedging', () => {
  it('makes a second call elsewhere at 1.3 × p95, and takes the first answer', async () => {
    const world = await warmWorld();
    world.at(HOME, { status: 200, ms: 3_500 });
    const startedAt = world.clock.monotonic();
    const run = world.request(HEDGED);
    await world.clock.advanceAsync(2_300);
    const { result, ms } = await run;
    expect(ms).toBe(2_300);
    expect(result?.endpoint.location).not.toBe(HOME);
    expect(result?.abandoned).toEqual([expect.objectContaining({ location: HOME })]);
    expect(world.calls.map(({ at }) => at - startedAt)).toEqual([0, 1_300]);
  });

  it('lets the overtaken call run on to its verdict: answered, it taught its latency; late, it is held against it', async () => {
    const attempts: AttemptEvent[] = [];
    const world = await warmWorld(attempts);
    world.at(HOME, { status: 200, ms: 3_500 });
    void world.request(HEDGED);
    await world.clock.advanceAsync(3_600);
    expect(attempts.map(({ role, outcome }) => `${role}: ${outcome}`)).toEqual(['hedge: success', 'first: success']);
    world.at(HOME, { status: 'hang', ms: 0 });
    void world.request(HEDGED);
    await world.clock.advanceAsync(4_100);
    expect(attempts.at(-1)).toMatchObject({ role: 'first', outcome: 'late', usage: null });
    expect(world.endpoint(HOME).circuit).toBe('open');
    expect(world.taken).toBe(0);
  });

  it('gives the hedge up when the first call is answered after all, without a verdict', async () => {
    const attempts: AttemptEvent[] = [];
    const world = await warmWorld(attempts);
    world.at(HOME, { status: 200, ms: 1_400 });
    void world.request(HEDGED);
    await world.clock.advanceAsync(1_400);
    expect(attempts.map(({ role, outcome }) => `${role}: ${outcome}`)).toEqual(['first: success', 'hedge: abandoned']);
    expect(world.taken).toBe(0);
  });

  it('hedges nothing without being asked, and at most once', async () => {
    const world = await warmWorld();
    world.fate = () => ({ status: 'hang', ms: 0 });
    void world.request({ deadlineMs: 3_900 });
    void world.request({ ...HEDGED, deadlineMs: 3_900 });
    await world.clock.advanceAsync(3_900);
    expect(world.calls).toHaveLength(3);
  });

  it('stays within 2 % of requests when many are slow, and is off after a 429', async () => {
    const decisions: string[] = [];
    const world = new World({ observer: { hedge: ({ decision }) => decisions.push(decision) } });
    world.fate = ({ random }) => ({ status: 200, ms: random() < 0.04 ? 20_000 : 1_000 });
    await world.arrive(5, 1_200_000, HEDGED);
    await world.drain();
    const granted = decisions.filter((decision) => decision === 'granted').length;
    expect(granted / world.outcomes.length).toBeGreaterThan(0.015);
    expect(granted / world.outcomes.length).toBeLessThanOrEqual(0.02);

    decisions.length = 0;
    world.fate = () => ({ status: 429, ms: 0 });
    await world.request({ maxAttempts: 1 });
    world.fate = ({ random }) => ({ status: 200, ms: random() < 0.04 ? 20_000 : 1_000 });
    await world.arrive(5, 29_000, HEDGED);
    expect(decisions).not.toContain('granted');
    expect(decisions).toContain('rate_limited');
  });

  it('waits for the hedge when the first call fails, and goes on when both have', async () => {
    const world = await warmWorld();
    world.fate = ({ location }) => (location === HOME ? { status: 503, ms: 2_000 } : { status: 503, ms: 900 });
    void world.request(HEDGED);
    await world.clock.advanceAsync(2_100);
    expect(world.calls).toHaveLength(2);
    await world.clock.advanceAsync(200);
    expect(world.calls).toHaveLength(3);
  });
});

describe('late calls', () => {
  it('count as failed, but their answer still counts when it comes first', async () => {
    const world = await warmWorld();
    world.fate = ({ location }) => (location === HOME ? { status: 200, ms: 5_000 } : { status: 'hang', ms: 0 });
    const run = world.request();
    await world.clock.advanceAsync(5_000);
    const { result, ms } = await run;
    expect([result?.endpoint.location, result?.attempts, ms]).toEqual([HOME, 2, 5_000]);
    expect(world.endpoint(HOME).failures).toBe(1);
  });

  it('leave their slots to others, and are ended when too many linger', async () => {
    const world = new World({ fate: () => ({ status: 'hang', ms: 0 }), policy: { concurrency: { max: 3 } } });
    const runs = Array.from({ length: 12 }, () => world.request({ prefer: HOME }));
    await world.clock.advanceAsync(10_000);
    const { endpoints } = world.pool.snapshot();
    expect(endpoints.map(({ lingering }) => lingering)).toEqual([3, 3, 3, 3]);
    await world.clock.advanceAsync(10_000);
    expect(world.pool.snapshot().endpoints.every(({ lingering, in_flight }) => lingering <= 3 && in_flight <= 3)).toBe(
      true,
    );
    await world.drain();
    await Promise.all(runs);
    expect(world.taken).toBe(0);
  });

  it('end at the limit of a call', async () => {
    const world = new World({ fate: () => ({ status: 'hang', ms: 0 }) });
    const run = world.request({ maxAttempts: 1 });
    await world.clock.advanceAsync(44_999);
    expect(world.taken).toBe(1);
    await world.clock.advanceAsync(1);
    expect((await run).error?.failures[0]?.cause).toMatchObject({ name: 'AttemptTimeout', timeoutMs: 45_000 });
    expect(world.taken).toBe(0);
  });
});
