import { describe, expect, it } from 'vitest';
import { createFaultRegistry, type UpstreamCall } from './fault-registry.ts';

const call = (more: Partial<UpstreamCall> = {}): UpstreamCall => ({
  upstream: 'gemini',
  location: 'us-east1',
  model: 'm',
  content: null,
  ...more,
});

describe('the fault registry', () => {
  it('hits only the calls that a fault names, as often as it says', () => {
    const faults = createFaultRegistry(1);
    faults.add({ upstream: 'gemini', location: 'us-east1', effect: { kind: 'down' }, count: 2 });
    expect(faults.take(call({ location: 'us-central1' })).effect).toBeNull();
    expect(faults.take(call({ upstream: 'cdn', location: null })).effect).toBeNull();
    expect([1, 2, 3].map(() => faults.take(call()).effect?.kind)).toEqual(['down', 'down', undefined]);
    expect(faults.list()[0]?.hits).toBe(2);
  });

  it('hits about the share asked for, the same calls for the same seed', () => {
    const run = (seed: number) => {
      const faults = createFaultRegistry(seed);
      faults.add({ upstream: 'gemini', effect: { kind: 'status', status: 429 }, share: 0.5 });
      return Array.from({ length: 1000 }, () => faults.take(call()).effect !== null);
    };
    const hits = run(1).filter(Boolean).length;
    expect(hits).toBeGreaterThan(440);
    expect(hits).toBeLessThan(560);
    expect(run(1)).toEqual(run(1));
    expect(run(2)).not.toEqual(run(1));
  });

  it('adds slow calls up and lets the oldest other fault speak', () => {
    const faults = createFaultRegistry(1);
    faults.add({ upstream: 'gemini', effect: { kind: 'slow', times: 10 } });
    faults.add({ upstream: 'gemini', effect: { kind: 'slow', times: 2, add_ms: 5 } });
    faults.add({ upstream: 'gemini', effect: { kind: 'blocked' } });
    faults.add({ upstream: 'gemini', effect: { kind: 'down' }, count: 1 });
    expect(faults.take(call())).toMatchObject({ times: 20, addMs: 5, effect: { kind: 'blocked' } });
    expect(faults.list().map(({ hits }) => hits)).toEqual([1, 1, 1, 0]);
  });

  it('ends calls that hang when their fault is cleared', () => {
    const faults = createFaultRegistry(1);
    const id = faults.add({ upstream: 'gemini', effect: { kind: 'hang' } });
    const { cleared } = faults.take(call());
    expect(cleared.aborted).toBe(false);
    faults.clear(id);
    expect(cleared.aborted).toBe(true);
    expect(faults.take(call()).effect).toBeNull();
  });

  it('refuses a fault that it does not understand', () => {
    const faults = createFaultRegistry(1);
    expect(() => faults.add({ upstream: 'gemini', effect: { kind: 'status', status: 200 } })).toThrow();
  });
});
