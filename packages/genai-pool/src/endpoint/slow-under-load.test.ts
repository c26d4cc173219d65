import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy.ts';
import { SlowUnderLoad } from './slow-under-load.ts';

const policy = DEFAULT_POLICY.concurrency.slowness;

function createWatch() {
  const watch = new SlowUnderLoad(policy);
  let now = 0;
  /** A batch of equal answers; the verdict on it. */
  const batch = (ms: number, level: number, startedAt = now) => {
    let verdict = null;
    for (let i = 0; i < policy.batch; i += 1) {
      verdict = watch.observe({ ms, level, startedAt });
    }
    now = Math.max(now, startedAt + ms);
    return verdict;
  };
  return { watch, batch };
}

describe('SlowUnderLoad', () => {
  it('says nothing before a batch is full', () => {
    const { watch } = createWatch();
    for (let i = 1; i < policy.batch; i += 1) {
      expect(watch.observe({ ms: 9_000, level: 5, startedAt: i })).toBeNull();
    }
    expect(watch.observe({ ms: 9_000, level: 5, startedAt: 99 })).toEqual({ kind: 'quick' });
  });

  it('calls slow what takes much longer than the best batch, and names the level', () => {
    const { batch } = createWatch();
    batch(2_000, 3);
    expect(batch(4_900, 12)).toEqual({ kind: 'quick' });
    expect(batch(5_100, 14)).toEqual({ kind: 'slow', level: 14 });
    expect(batch(2_500, 7)).toEqual({ kind: 'quick' });
  });

  it('goes on while giving less helps', () => {
    const { batch } = createWatch();
    batch(2_000, 3);
    expect(batch(20_000, 20)).toMatchObject({ kind: 'slow' });
    expect(batch(10_000, 14)).toMatchObject({ kind: 'slow' });
    expect(batch(4_800, 10)).toEqual({ kind: 'quick' });
  });

  it('takes it back when that did not help, and calls it normal from then on', () => {
    const { batch } = createWatch();
    batch(2_000, 3);
    const verdicts = Array.from({ length: 6 }, () => batch(6_600, 10)?.kind);
    expect(verdicts).toEqual(['slow', 'not_the_load', 'quick', 'quick', 'quick', 'quick']);
    expect(batch(10_000, 10)?.kind).toBe('slow');
    expect(batch(2_000, 3)?.kind).toBe('quick');
    expect(batch(6_600, 10)?.kind).toBe('slow');
  });

  it('does not judge a change by calls that began before it', () => {
    const { watch, batch } = createWatch();
    batch(2_000, 3);
    expect(batch(8_000, 20, 10_000)).toMatchObject({ kind: 'slow' });
    for (let i = 0; i < 50; i += 1) {
      expect(watch.observe({ ms: 9_000, level: 20, startedAt: 17_000 })).toBeNull();
    }
  });
});
