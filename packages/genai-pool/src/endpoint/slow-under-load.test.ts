import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy.ts';
import { SlowUnderLoad } from './slow-under-load.ts';

const policy = DEFAULT_POLICY.concurrency.slowness;

function createWatch() {
  const watch = new SlowUnderLoad(policy);
  let now = 0;
  /** A batch of equal answers; the verdict on it. */
  const batch = (ms: number, level: number, { startedAt = now, isBound = false } = {}) => {
    let verdict = null;
    for (let i = 0; i < policy.batch; i += 1) {
      verdict = watch.observe({ ms, level, startedAt }, isBound);
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
      expect(watch.observe({ ms: 9_000, level: 5, startedAt: i }, false)).toBeNull();
    }
    expect(watch.observe({ ms: 9_000, level: 5, startedAt: 99 }, false)).toEqual({ kind: 'quick' });
  });

  it('calls slow what takes much longer than usual, and names the level; in between it says nothing', () => {
    const { batch } = createWatch();
    batch(2_000, 3);
    expect(batch(3_000, 12)).toBeNull();
    expect(batch(2_100, 7)).toEqual({ kind: 'quick' });
    expect(batch(4_190, 14)).toMatchObject({ kind: 'slow', level: 14, times: expect.closeTo(2, 1) });
    expect(batch(2_200, 7)).toEqual({ kind: 'quick' });
  });

  it('goes on while giving less helps', () => {
    const { batch } = createWatch();
    batch(2_000, 3);
    expect(batch(20_000, 20)).toMatchObject({ kind: 'slow' });
    expect(batch(10_000, 14, { isBound: true })).toMatchObject({ kind: 'slow' });
    expect(batch(3_000, 10, { isBound: true })).toBeNull();
    expect(batch(2_000, 8, { isBound: true })).toEqual({ kind: 'quick' });
  });

  it('takes it back when that did not help, and calls it nearly normal from then on', () => {
    const { batch } = createWatch();
    batch(2_000, 3);
    const verdicts = Array.from({ length: 4 }, () => batch(6_600, 10)?.kind);
    expect(verdicts).toEqual(['slow', 'not_the_load', undefined, undefined]);
    for (let i = 0; i < 20; i += 1) {
      batch(6_600, 10);
    }
    expect(batch(6_600, 10)?.kind).toBe('quick');
    expect(batch(12_000, 10)?.kind).toBe('slow');
  });

  it('follows what is usual, but hardly while the limit makes it so', () => {
    const verdictAfter = (isBound: boolean) => {
      const { batch } = createWatch();
      batch(2_000, 3);
      for (let i = 0; i < 20; i += 1) {
        batch(3_000, 9, { isBound });
      }
      return batch(4_400, 9, { isBound })?.kind;
    };
    expect([verdictAfter(false), verdictAfter(true)]).toEqual([undefined, 'slow']);
  });

  it('does not judge a change by calls that began before it', () => {
    const { watch, batch } = createWatch();
    batch(2_000, 3);
    expect(batch(8_000, 20, { startedAt: 10_000 })).toMatchObject({ kind: 'slow' });
    for (let i = 0; i < 50; i += 1) {
      expect(watch.observe({ ms: 9_000, level: 20, startedAt: 17_000 }, true)).toBeNull();
    }
  });
});
