import { describe, expect, it } from 'vitest';
import { Lease, type Verdict } from './lease.ts';

function createLease() {
  const verdicts: Verdict[] = [];
  let releases = 0;
  const lessor = {
    endpoint: { model: 'm', location: 'eu' },
    onVerdict: (_: Lease, verdict: Verdict) => verdicts.push(verdict),
    onRelease: () => {
      releases += 1;
    },
  };
  const lease = new Lease(lessor, { generation: 0, probeDeadline: null }, 1, 0);
  return { lease, verdicts, releases: () => releases };
}

const success: Verdict = { kind: 'success', ms: 5, sizeBucket: 'text' };
const timeout: Verdict = { kind: 'timeout', ms: 9, sizeBucket: 'text' };

describe('Lease', () => {
  it('is judged once and released once, however often it is asked', () => {
    const { lease, verdicts, releases } = createLease();
    expect([lease.report(timeout), lease.report(success)]).toEqual([true, false]);
    expect(releases()).toBe(0);
    expect([lease.release(), lease.release(), lease.release()]).toEqual([true, false, false]);
    expect(lease.report(success)).toBe(false);
    expect(verdicts).toEqual([timeout]);
    expect(releases()).toBe(1);
  });

  it('counts as abandoned when released without a verdict', () => {
    const { lease, verdicts } = createLease();
    lease.release();
    expect(verdicts).toMatchObject([{ kind: 'abandoned', lost: false }]);
  });
});
