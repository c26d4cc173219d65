import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy.ts';
import { Cooldown } from './cooldown.ts';

const policy = DEFAULT_POLICY.cooldown;

describe('Cooldown', () => {
  it.each([
    { asked: 0, granted: 1_000 },
    { asked: 999, granted: 1_000 },
    { asked: 34_070, granted: 34_070 },
    { asked: 86_400_000, granted: 300_000 },
  ])('waits $granted ms when asked for $asked ms', ({ asked, granted }) => {
    const cooldown = new Cooldown(policy, () => 0);
    cooldown.onRateLimited(asked, 0, 100);
    expect(cooldown.until).toBe(100 + granted);
  });

  it('without a hint takes 1–2 s and doubles per burst, up to a minute', () => {
    const cooldown = new Cooldown(policy, () => 0.999);
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const now = i * 1_000_000;
      cooldown.onRateLimited(null, now, now + 1);
      waits.push(Math.round((cooldown.until - now) / 1_000));
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('counts a crowd that was in flight together as one burst', () => {
    const cooldown = new Cooldown(policy, () => 0);
    for (let i = 0; i < 20; i += 1) {
      cooldown.onRateLimited(null, 0, 10 + i);
    }
    expect(cooldown.until).toBe(1_029);
  });

  it('starts from the beginning after a success that began after the burst before this one', () => {
    const cooldown = new Cooldown(policy, () => 0);
    cooldown.onRateLimited(null, 10_000, 10_001);
    cooldown.onRateLimited(null, 20_000, 20_001);
    cooldown.onAnswer(9_000);
    cooldown.onRateLimited(null, 30_000, 30_001);
    expect(cooldown.until).toBe(34_001);
    cooldown.onAnswer(29_999);
    cooldown.onRateLimited(null, 40_000, 40_001);
    expect(cooldown.until).toBe(41_001);
  });

  it('never shrinks its deadline', () => {
    const event = fc.record({
      kind: fc.constantFrom('hinted', 'unhinted', '503 with a hint', 'learned', 'success'),
      hint: fc.nat(600_000),
      wait: fc.nat(5_000),
      age: fc.nat(50_000),
      luck: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        let luck = 0;
        const cooldown = new Cooldown(policy, () => luck);
        let now = 0;
        for (const { kind, hint, wait, age, luck: drawn } of events) {
          now += wait;
          luck = drawn;
          const before = cooldown.until;
          if (kind === 'success') {
            cooldown.onAnswer(now - age);
          } else if (kind === '503 with a hint') {
            cooldown.onHint(hint, now);
          } else if (kind === 'learned') {
            cooldown.extend(now + hint - age);
          } else {
            cooldown.onRateLimited(kind === 'hinted' ? hint : null, now - age, now);
          }
          expect(cooldown.until).toBeGreaterThanOrEqual(before);
        }
      }),
    );
  });
});
