import { createManualClock } from '@sets/clock/testing';
import { describe, expect, it } from 'vitest';
import { value } from '../../test/support/values.ts';
import type { ResultValue } from '../documents/result-document.ts';
import { createMemoryTier } from './memory-tier.ts';

describe('the memory tier', () => {
  const tierOf = (maxBytes: number, clock = createManualClock()) => createMemoryTier({ maxBytes, clock });

  it('stays within its bytes and drops what was used least', () => {
    const tier = tierOf(200_000);
    const big: ResultValue = value({ result: { text: 'x'.repeat(10_000) } });
    for (let n = 0; n < 50; n += 1) {
      tier.set(`k${n}`, big, 0);
    }
    expect(tier.bytes).toBeLessThanOrEqual(200_000);
    expect(tier.get('k49')).not.toBeNull();
    expect(tier.get('k0')).toBeNull();
  });

  it('tells how old an entry is', () => {
    const clock = createManualClock();
    const tier = tierOf(100_000, clock);
    tier.set('k', value(), 7);
    clock.advance(30_000);
    expect(tier.get('k')).toMatchObject({ ageMs: 30_000, readAtMs: 7 });
  });

  it('never lets an older value replace a newer one', () => {
    const tier = tierOf(100_000);
    tier.set('k', value({ job_id: 'new', created_at: 2 }), 2);
    tier.set('k', value({ job_id: 'old', created_at: 1 }), 3);
    expect(tier.get('k')?.value.job_id).toBe('new');
  });

  it('takes away only what was read no later', () => {
    const tier = tierOf(100_000);
    tier.set('k', value(), 5);
    tier.delete('k', 4);
    expect(tier.get('k')).not.toBeNull();
    tier.delete('k', 5);
    expect(tier.get('k')).toBeNull();
  });
});
