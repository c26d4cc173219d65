import { describe, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { type CreatePacingQueue, createBottleneckQueue, Pacing } from '../src/endpoint/pacing.ts';
import { createGenAiPool } from '../src/index.ts';
import { createSimPool, MODEL } from './support/sim-cloud.ts';

const oneEndpoint = [{ model: MODEL, location: 'us-central1' }];

describe('pacing', () => {
  it('lets a burst of the concurrency limit through, then one call per interval on average', async () => {
    const { cloud, clock, pool } = createSimPool({ endpoints: oneEndpoint });
    cloud.set('us-central1', { status: 200, ms: 10 });
    for (let i = 0; i < 100; i += 1) {
      void pool.run(cloud.send);
    }
    await clock.advance(0);
    expect(cloud.calls).toHaveLength(20);
    await clock.advance(7_900);
    expect(cloud.calls.length).toBeGreaterThanOrEqual(98);
    await clock.advance(200);
    expect(cloud.calls).toHaveLength(100);
    const late = cloud.calls.slice(20).map(({ at }) => at);
    expect(late[0]).toBeCloseTo(100, 3);
    for (let i = 1; i < late.length; i += 1) {
      expect((late[i] ?? 0) - (late[i - 1] ?? 0)).toBeCloseTo(100, 3);
    }
  });

  it('makes no queue while tokens last', async () => {
    let queues = 0;
    const createPacingQueue: CreatePacingQueue = (intervalMs) => {
      queues += 1;
      return createBottleneckQueue(intervalMs);
    };
    const pool = createGenAiPool({ endpoints: oneEndpoint, createPacingQueue });
    await Promise.all(Array.from({ length: 20 }, () => pool.run(async () => 'ok')));
    expect(queues).toBe(0);
    await pool.run(async () => 'ok');
    expect(queues).toBe(1);
  });

  it('holds the rate on the real bottleneck, and drops who leaves while waiting', async () => {
    const pacing = new Pacing(20, 1, systemClock, createBottleneckQueue);
    const start = performance.now();
    const left = new AbortController();
    const times: number[] = [];
    const waits = Array.from({ length: 11 }, async (_, i) => {
      const signal = i === 5 ? left.signal : new AbortController().signal;
      if (!pacing.takeNow(1, performance.now())) {
        await pacing.wait(() => 1, signal);
      }
      times.push(performance.now() - start);
    });
    left.abort();
    await Promise.all(waits);
    expect(times.at(-1)).toBeGreaterThanOrEqual(9 * 20 - 5);
    expect(pacing.queued).toBe(0);
  });
});
