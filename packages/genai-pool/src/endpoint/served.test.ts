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
});
