import { describe, expect, it } from 'vitest';
import { seededRandom } from '../bench/seeded.ts';
import type { AttemptEvent, PoolObserver } from '../src/index.ts';
import { createSimPool, drive, type SimPool } from './support/sim-cloud.ts';

const HEDGED = { prefer: 'us-central1', hedge: { sizeBucket: 'video' } };
async function warmUp(sim: SimPool) {
  await drive(sim, 5, 60_000, HEDGED);
  await sim.clock.advance(5_000);
  sim.cloud.calls.length = 0;
}

describe('hedging', () => {
  it('sends a second call elsewhere at 1.5 × p95, takes the first answer, aborts the loser, cost unknown', async () => {
    const attempts: AttemptEvent[] = [];
    const observer: PoolObserver = { attempt: (event) => attempts.push(event) };
    const sim = createSimPool({ observer });
    await warmUp(sim);
    attempts.length = 0;
    sim.cloud.set('us-central1', { status: 'hang', ms: 0 });
    const started = sim.clock.monotonic();
    const usage = () => ({ inputTokens: 10, outputTokens: 1 });
    const run = sim.pool.run(sim.cloud.send, { ...HEDGED, usage });
    await sim.clock.advance(2_500);
    const result = await run;
    expect(result.abandoned).toEqual([expect.objectContaining({ location: 'us-central1' })]);
    expect(sim.cloud.calls.map(({ at }) => at - started)).toEqual([0, 1_500]);
    expect(attempts.map(({ outcome, hedge, usage: cost }) => ({ outcome, hedge, cost }))).toEqual([
      { outcome: 'success', hedge: true, cost: { inputTokens: 10, outputTokens: 1 } },
      { outcome: 'abandoned', hedge: false, cost: null },
    ]);
    expect(sim.pool.snapshot().endpoints.every((e) => e.in_flight === 0)).toBe(true);
  });

  it('hedges nothing without being asked, and at most once', async () => {
    const sim = createSimPool();
    await warmUp(sim);
    sim.cloud.setAll({ status: 'hang', ms: 0 });
    const runs = [
      sim.pool.run(sim.cloud.send, { prefer: 'us-central1', deadlineMs: 30_000 }),
      sim.pool.run(sim.cloud.send, { ...HEDGED, deadlineMs: 30_000 }),
    ].map((run) => run.catch((e: unknown) => e));
    await sim.clock.advance(30_000);
    await Promise.all(runs);
    expect(sim.cloud.calls).toHaveLength(3);
  });

  it('stays within 2 % of calls when everything is late, and is off after a 429', async () => {
    const decisions: string[] = [];
    const sim = createSimPool({ observer: { hedge: ({ decision }) => decisions.push(decision) } });
    const random = seededRandom(3);
    sim.cloud.setAll(() => ({ status: 200, ms: random() < 0.04 ? 20_000 : 1_000 }));
    const outcomes = await drive(sim, 5, 1_200_000, HEDGED);
    const granted = decisions.filter((decision) => decision === 'granted').length;
    expect(granted / outcomes.length).toBeGreaterThan(0.015);
    expect(granted / outcomes.length).toBeLessThanOrEqual(0.02);

    decisions.length = 0;
    sim.cloud.set('us-east1', { status: 429, ms: 0 });
    const refused = sim.pool.run(sim.cloud.send, { prefer: 'us-east1', maxAttempts: 1 });
    await expect(refused).rejects.toMatchObject({ reason: 'exhausted' });
    await drive(sim, 5, 29_000, HEDGED);
    expect(decisions).not.toContain('granted');
  });

  it('fails over to nothing new while the hedge is still out, and goes on when both fail', async () => {
    const sim = createSimPool();
    await warmUp(sim);
    sim.cloud.setAll({ status: 200, ms: 1_000 });
    sim.cloud.set('us-central1', { status: 503, ms: 2_000 });
    const run = sim.pool.run(sim.cloud.send, HEDGED);
    await sim.clock.advance(2_400);
    expect(sim.cloud.calls).toHaveLength(2);
    await sim.clock.advance(200);
    expect((await run).attempts).toBe(2);
  });
});
