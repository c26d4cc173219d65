import { describe, expect, it } from 'vitest';
import { createSimPool, drive, MODEL, REGIONS } from '../../test/support/sim-cloud.ts';
import { createLogObserver } from './log-observer.ts';
import { createMetricsObserver, type MetricInstruments } from './metrics-observer.ts';
import { combineObservers } from './observer.ts';

function recordingInstruments() {
  const values = new Map<string, number>();
  const key = (name: string, labels: Record<string, string>) => `${name} ${Object.values(labels).join(' ')}`;
  const add = (name: string) => (labels: Record<string, string>, value: number) =>
    values.set(key(name, labels), (values.get(key(name, labels)) ?? 0) + value);
  const instruments: MetricInstruments = {
    counter: ({ name }) => ({ inc: (labels, value = 1) => add(name)(labels, value) }),
    gauge: ({ name }) => ({ set: (labels, value) => values.set(key(name, labels), value) }),
    histogram: ({ name }) => ({ observe: (labels) => add(`${name}_count`)(labels, 1) }),
  };
  return { values, instruments };
}

const endpoints = REGIONS.map((location) => ({ model: MODEL, location }));

describe('observers', () => {
  it('count attempts, failovers, circuits, cooldowns and tokens by location and model', async () => {
    const { values, instruments } = recordingInstruments();
    const sim = createSimPool({ observer: createMetricsObserver(instruments, endpoints) });
    sim.cloud.set('us-central1', { status: 503, ms: 10 });
    const usage = () => ({ inputTokens: 100, outputTokens: 7 });
    const outcomes = await drive(sim, 2, 10_000, { prefer: 'us-central1', usage });
    await sim.clock.advance(5_000);
    sim.cloud.setAll({ status: 429, ms: 0, retryAfterMs: 30_000 });
    await sim.pool.run(sim.cloud.send).catch(() => undefined);
    await sim.pool.run(sim.cloud.send).catch(() => undefined);
    const at = `${MODEL} us-central1`;
    const attempts = values.get(`genai_pool_attempts_total ${at} endpoint`) ?? 0;
    expect(attempts).toBeGreaterThanOrEqual(5);
    expect(values.get(`genai_pool_failovers_total ${at} endpoint`)).toBe(attempts);
    expect(values.get(`genai_pool_attempt_duration_seconds_count ${at} endpoint`)).toBe(attempts);
    expect(values.get(`genai_pool_circuit_state ${at}`)).toBe(2);
    expect(values.get(`genai_pool_circuit_state ${MODEL} us-east1`)).toBe(0);
    const total = (prefix: string) =>
      [...values].reduce((sum, [name, n]) => sum + (name.startsWith(prefix) ? n : 0), 0);
    expect(total('genai_pool_tokens_total')).toBe(outcomes.length * 107);
    expect(total('genai_pool_cooldowns_total')).toBeGreaterThanOrEqual(3);
    expect(total('genai_pool_rejections_total')).toBe(2);
  });

  it('write one line per change of state and none per success', async () => {
    const lines: string[] = [];
    const circuits: string[] = [];
    const log = createLogObserver((level, message, { location }) => lines.push(`${level} ${message} ${location}`));
    const other = { circuit: ({ to }: { to: string }) => circuits.push(to) };
    const sim = createSimPool({ observer: combineObservers(log, other) });
    await drive(sim, 5, 60_000);
    expect(lines).toEqual([]);
    sim.cloud.set('us-east1', { status: 503, ms: 10 });
    await drive(sim, 5, 4_000, { prefer: 'us-east1' });
    expect(lines).toEqual(['warn GenAI circuit open us-east1']);
    expect(circuits).toEqual(['open']);
    sim.cloud.set('us-central1', (_, inFlight) => ({ status: inFlight < 12 ? 200 : 429, ms: 10 }));
    const burst = Array.from({ length: 13 }, () => sim.pool.run(sim.cloud.send, { prefer: 'us-central1' }));
    await sim.clock.advance(2_000);
    await Promise.all(burst);
    expect(lines.slice(1)).toEqual([
      'info GenAI concurrency limit lowered us-central1',
      'warn GenAI endpoint cooling down us-central1',
    ]);
  });
});
