import { describe, expect, it } from 'vitest';
import { HOME, MODEL, World } from '../../test/support/world.ts';
import { createLogObserver } from './log-observer.ts';
import { createMetricsObserver, type MetricInstruments } from './metrics-observer.ts';
import { combineObservers } from './observer.ts';

function recordingInstruments() {
  const values = new Map<string, number>();
  const key = (name: string, labels: Record<string, string>) => `${name} ${Object.values(labels).join(' ')}`;
  const add = (name: string) => (labels: Record<string, string>, value: number) =>
    values.set(key(name, labels), (values.get(key(name, labels)) ?? 0) + value);
  const instruments: MetricInstruments = {
    counter: ({ name }) => ({ increment: (labels, by = 1) => add(name)(labels, by) }),
    gauge: ({ name }) => ({ set: (labels, value) => values.set(key(name, labels), value) }),
    histogram: ({ name }) => ({ observe: (labels) => add(`${name}_count`)(labels, 1) }),
  };
  return { values, instruments };
}

describe('the metrics observer', () => {
  it('counts calls, failovers, circuits, cooldowns, outages and tokens', async () => {
    const { values, instruments } = recordingInstruments();
    const world = new World({ observer: createMetricsObserver(instruments) });
    const usage = () => ({ inputTokens: 100, outputTokens: 7 });
    world.at(HOME, { status: 503, ms: 10 });
    await world.arrive(2, 10_000, { usage });
    await world.drain();
    const answered = world.outcomes.length;
    const total = (prefix: string) =>
      [...values].reduce((sum, [name, n]) => sum + (name.startsWith(prefix) ? n : 0), 0);
    const at = `${MODEL} ${HOME}`;
    const failed = total(`genai_pool_attempts_total ${at} endpoint`);
    expect(failed).toBe(world.callsTo(HOME).length);
    expect(total(`genai_pool_attempt_duration_seconds_count ${at} endpoint`)).toBe(failed);
    expect(total(`genai_pool_attempt_queued_seconds_count ${at}`)).toBe(failed);
    expect(total(`genai_pool_failovers_total ${at} endpoint`)).toBeGreaterThanOrEqual(5);
    expect(values.get(`genai_pool_circuit_state ${at} video`)).toBe(2);
    expect(total('genai_pool_tokens_total')).toBe(answered * 107);

    world.fate = () => ({ status: 429, ms: 0, retryAfterMs: 60_000 });
    await world.request();
    expect(total('genai_pool_cooldowns_total')).toBe(4);
    expect(values.get('genai_pool_rejections_total any cooling')).toBe(1);

    await world.drain();
    world.fate = () => ({ status: 503, ms: 0 });
    await world.arrive(1, 20_000);
    expect(values.get('genai_pool_outage any video')).toBe(1);
    world.fate = () => null;
    await world.arrive(1, 10_000);
    expect(values.get('genai_pool_outage any video')).toBe(0);
  });
});

describe('the log observer', () => {
  it('writes one line per change of state, and none per success or probe', async () => {
    const lines: string[] = [];
    const circuits: string[] = [];
    const log = createLogObserver((level, message, { location }) => lines.push(`${level} ${message} ${location}`));
    const other = { circuit: ({ to }: { to: string }) => circuits.push(to) };
    const world = new World({ observer: combineObservers(log, other) });
    await world.arrive(5, 60_000);
    expect(lines).toEqual([]);
    world.at(HOME, { status: 503, ms: 10 });
    await world.arrive(5, 30_000);
    expect(lines).toEqual([`warn GenAI circuit open ${HOME}`]);
    expect(circuits.filter((to) => to === 'half_open').length).toBeGreaterThan(2);
    world.at(HOME, () => null);
    await world.arrive(5, 10_000);
    expect(lines.slice(1)).toEqual([`info GenAI circuit closed ${HOME}`]);
  });

  it('tells when nobody answers any more, and when somebody does again', async () => {
    const lines: string[] = [];
    const log = createLogObserver((level, message, { size }) => lines.push(`${level} ${message} ${size}`));
    const world = new World({ observer: log, fate: () => ({ status: 503, ms: 10 }) });
    await world.arrive(5, 10_000);
    expect(lines).toContain('warn GenAI outage began video');
    world.fate = () => null;
    await world.arrive(5, 10_000);
    expect(lines.at(-1)).toBe('info GenAI outage ended video');
  });

  it('tells of a limit and a cooldown after a 429', async () => {
    const lines: string[] = [];
    const log = createLogObserver((level, message, { location }) => lines.push(`${level} ${message} ${location}`));
    const world = new World({ observer: log, endpoints: [{ model: MODEL, location: HOME }] });
    world.at(HOME, ({ inFlight }) => ({ status: inFlight < 12 ? 200 : 429, ms: 10 }));
    const burst = Array.from({ length: 13 }, () => world.request());
    await world.drain();
    await Promise.all(burst);
    expect(lines).toEqual([`info GenAI concurrency limit lowered ${HOME}`, `warn GenAI endpoint cooling down ${HOME}`]);
  });
});
