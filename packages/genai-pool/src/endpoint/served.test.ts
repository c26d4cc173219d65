import { describe, expect, it } from 'vitest';
import { Served } from './served.ts';

const [one, other] = [{}, {}];

describe('Served', () => {
  it('switches off when a second, different request has heard the same', () => {
    const served = new Served(1_000);
    expect([served.onNotServed(one, 0), served.onNotServed(one, 1)]).toEqual([false, false]);
    expect(served.isOff(1)).toBe(false);
    expect(served.onNotServed(other, 2)).toBe(true);
    expect([served.isOff(1_001), served.isOff(1_002)]).toEqual([true, false]);
  });

  it('needs no third word when it is asked again, and forgets the doubt with an answer', () => {
    const served = new Served(1_000);
    served.onNotServed(one, 0);
    served.onNotServed(other, 0);
    expect(served.onNotServed(other, 2_000)).toBe(true);
    served.onAnswer();
    expect(served.onNotServed(one, 4_000)).toBe(false);
  });

  it('asks soon again where it was served before, and ever later while it is not', () => {
    const served = new Served(60_000);
    served.onAnswer();
    served.onNotServed(one, 0);
    const offMs = [0, 100_000, 200_000, 300_000].map((now) => {
      served.onNotServed(other, now);
      return served.offUntil - now;
    });
    expect(offMs).toEqual([10_000, 20_000, 40_000, 60_000]);
    served.onAnswer();
    served.onNotServed(one, 400_000);
    served.onNotServed(other, 400_000);
    expect(served.offUntil).toBe(410_000);
  });
});
