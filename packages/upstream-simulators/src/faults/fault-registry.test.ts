import { createManualClock } from '@sets/clock/testing';
import { describe, expect, it } from 'vitest';
import type { FaultInput } from './fault.ts';
import { createFaultRegistry, type UpstreamCall } from './fault-registry.ts';

const registry = (seed = 1, clock = createManualClock()) =>
  createFaultRegistry({ seed, clock, ownAddresses: ['us-east1'] });

const call = (more: Partial<UpstreamCall> = {}): UpstreamCall => ({
  upstream: 'gemini',
  location: 'us-east1',
  model: 'm',
  content: null,
  ...more,
});

describe('the fault registry', () => {
  it('hits only the calls that a fault names, as often as it says', () => {
    const faults = registry();
    faults.add({ upstream: 'gemini', location: 'us-east1', effect: { kind: 'down' }, count: 2 });
    expect(faults.take(call({ location: 'us-central1' })).effect).toBeNull();
    expect(faults.take(call({ upstream: 'cdn', location: null })).effect).toBeNull();
    expect([1, 2, 3].map(() => faults.take(call()).effect?.kind)).toEqual(['down', 'down', undefined]);
    expect(faults.list()[0]?.hits).toBe(2);
  });

  it('hits about the share asked for, the same calls for the same seed', () => {
    const run = (seed: number) => {
      const faults = registry(seed);
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
    const faults = registry();
    faults.add({ upstream: 'gemini', effect: { kind: 'slow', times: 10 } });
    faults.add({ upstream: 'gemini', effect: { kind: 'slow', times: 2, add_ms: 5 } });
    faults.add({ upstream: 'gemini', effect: { kind: 'blocked' } });
    faults.add({ upstream: 'gemini', effect: { kind: 'down' }, count: 1 });
    expect(faults.take(call())).toMatchObject({ times: 20, addMs: 5, effect: { kind: 'blocked' } });
    expect(faults.list().map(({ hits }) => hits)).toEqual([1, 1, 1, 0]);
  });

  it('ends calls that hang when their fault is cleared', () => {
    const faults = registry();
    const id = faults.add({ upstream: 'gemini', effect: { kind: 'hang' } });
    const { cleared } = faults.take(call());
    expect(cleared.aborted).toBe(false);
    faults.clear(id);
    expect(cleared.aborted).toBe(true);
    expect(faults.take(call()).effect).toBeNull();
  });

  it.each<[string, FaultInput]>([
    ['a right answer', { upstream: 'gemini', effect: { kind: 'status', status: 200 } }],
    ['a network effect without a location', { upstream: 'gemini', effect: { kind: 'refuse' } }],
    ['one at a shared address', { upstream: 'gemini', location: 'us', effect: { kind: 'refuse' } }],
    ['one for some calls', { upstream: 'gemini', location: 'us-east1', share: 0.5, effect: { kind: 'black_hole' } }],
  ])('refuses what cannot be: %s', (_what, fault) => {
    expect(() => registry().add(fault)).toThrow();
  });

  it('lets a fault begin, end, and come and go by its schedule', () => {
    const clock = createManualClock();
    const faults = registry(1, clock);
    const flapping = { on_ms: 2_000, off_ms: 3_000 };
    faults.add({ upstream: 'gemini', effect: { kind: 'blocked' }, after_ms: 1_000, for_ms: 6_500, flapping });
    const struck = Array.from({ length: 18 }, () => {
      const { effect } = faults.take(call());
      clock.advance(500);
      return effect === null ? '-' : 'x';
    });
    expect(struck.join('')).toBe('--xxxx------xxx---');
  });

  it('strikes by size and content, which it asks for only where some fault needs them', () => {
    const faults = registry();
    expect(faults.wantsDetails(call())).toBe(false);
    faults.add({ upstream: 'gemini', size: 'video', effect: { kind: 'blocked' } });
    faults.add({ upstream: 'gemini', content: 'abc', effect: { kind: 'truncated' } });
    expect(faults.wantsDetails(call({ upstream: 'cdn' }))).toBe(false);
    expect(faults.wantsDetails(call())).toBe(true);
    expect(faults.take(call(), { size: 'video', content: null }).effect?.kind).toBe('blocked');
    expect(faults.take(call(), { size: 'text', content: 'video abc' }).effect?.kind).toBe('truncated');
    expect(faults.take(call(), { size: 'text', content: 'x' }).effect).toBeNull();
    expect(faults.take(call()).effect).toBeNull();
  });

  it('slows calls the more, the more there are', () => {
    const faults = registry();
    faults.add({ upstream: 'gemini', effect: { kind: 'slow', add_ms: 5, add_ms_per_call: 100, above_calls: 10 } });
    expect(faults.take(call(), undefined, 10).addMs).toBe(5);
    expect(faults.take(call(), undefined, 14).addMs).toBe(405);
  });

  it('remembers what struck nothing, until it is reset', () => {
    const faults = registry();
    const met = faults.add({ upstream: 'gemini', effect: { kind: 'blocked' } });
    const unmet = faults.add({ upstream: 'gemini', location: 'mars', effect: { kind: 'blocked' } });
    faults.take(call());
    faults.clear(met);
    faults.clear(unmet);
    expect(faults.unmet().map(({ id }) => id)).toEqual([unmet]);
    faults.reset();
    expect(faults.unmet()).toEqual([]);
  });

  it('says what the network does to a location, and until when', () => {
    const clock = createManualClock();
    const faults = registry(1, clock);
    expect(faults.network('us-east1')).toEqual({ effect: null, changesInMs: null });
    faults.add({ upstream: 'gemini', location: 'us-east1', effect: { kind: 'refuse' }, after_ms: 100, for_ms: 50 });
    expect(faults.network('us-east1')).toEqual({ effect: null, changesInMs: 100 });
    clock.advance(100);
    expect(faults.network('us-east1')).toEqual({ effect: 'refuse', changesInMs: 50 });
    expect(faults.network('us-central1').effect).toBeNull();
    expect(faults.take(call()).effect).toBeNull();
    faults.countCut('us-east1', 3);
    clock.advance(50);
    expect(faults.network('us-east1')).toEqual({ effect: null, changesInMs: null });
    expect(faults.list()[0]?.hits).toBe(3);
  });
});
