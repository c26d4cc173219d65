import { createManualClock } from '@sets/clock/testing';
import { describe, expect, it } from 'vitest';
import { value } from '../../test/support/values.ts';
import type { ResultValue } from '../documents/result-document.ts';
import { createMemoryTier } from './memory-tier.ts';

describe('the memory tier', () => {
  const tierOf = (maxBytes: number, clock = createManualClock()) =>
    createMemoryTier({ maxBytes, ttlMs: 30_000, clock });

  it('stays within its bytes and drops what was used least', () => {
    const tier = tierOf(100_000);
    const big: ResultValue = value({ result: { text: 'x'.repeat(10_000) } });
    for (let n = 0; n < 50; n += 1) {
      tier.set(`k${n}`, big);
    }
    expect(tier.bytes).toBeLessThanOrEqual(100_000);
    expect(tier.get('k49')).not.toBeNull();
    expect(tier.get('k0')).toBeNull();
  });

  it('holds an entry beyond its time, unconfirmed', () => {
    const clock = createManualClock();
    const tier = tierOf(100_000, clock);
    tier.set('k', value());
    expect(tier.get('k')?.confirmed).toBe(true);
    clock.advance(30_000);
    expect(tier.get('k')?.confirmed).toBe(false);
  });

  it('never lets an older value replace a newer one', () => {
    const tier = tierOf(100_000);
    tier.set('k', value({ job_id: 'new', created_at: 2 }));
    tier.set('k', value({ job_id: 'old', created_at: 1 }));
    expect(tier.get('k')?.value.job_id).toBe('new');
  });
});
