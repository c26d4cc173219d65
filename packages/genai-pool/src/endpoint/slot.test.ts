import { describe, expect, it } from 'vitest';
import { Slot, type Verdict } from './slot.ts';

function createSlot() {
  const verdicts: Verdict[] = [];
  let releases = 0;
  const owner = {
    endpoint: { model: 'm', location: 'eu' },
    onVerdict: (_: Slot, verdict: Verdict) => verdicts.push(verdict),
    onRelease: () => {
      releases += 1;
    },
  };
  const slot = new Slot(owner, { generation: 0, probeDeadline: null }, 1, 0);
  return { slot, verdicts, releases: () => releases };
}

const success: Verdict = { kind: 'success', ms: 5, sizeBucket: 'text' };
const timeout: Verdict = { kind: 'timeout', ms: 9, sizeBucket: 'text' };

describe('Slot', () => {
  it('is judged once and released once, however often it is asked', () => {
    const { slot, verdicts, releases } = createSlot();
    expect([slot.report(timeout), slot.report(success)]).toEqual([true, false]);
    expect(releases()).toBe(0);
    expect([slot.release(), slot.release(), slot.release()]).toEqual([true, false, false]);
    expect(slot.report(success)).toBe(false);
    expect(verdicts).toEqual([timeout]);
    expect(releases()).toBe(1);
  });

  it('counts as abandoned when released without a verdict', () => {
    const { slot, verdicts } = createSlot();
    slot.release();
    expect(verdicts).toMatchObject([{ kind: 'abandoned', lost: false }]);
  });
});
