import { describe, expect, it } from 'vitest';
import { createRememberedLook } from './remembered-look.ts';
import { createManualClock } from './testing/index.ts';

function setUp(look: (no: number) => Promise<string> = async (no) => `look ${no}`) {
  const clock = createManualClock();
  let looks = 0;
  const remembered = createRememberedLook({
    clock,
    keepMs: 5_000,
    keepFailedMs: 1_000,
    look: () => {
      looks += 1;
      return look(looks);
    },
  });
  return { clock, remembered, looks: () => looks };
}

describe('a remembered look', () => {
  it('serves everybody for its time', async () => {
    const { clock, remembered } = setUp();
    expect(await Promise.all([remembered.look(), remembered.look()])).toEqual(['look 1', 'look 1']);
    clock.advance(4_999);
    expect(await remembered.look()).toBe('look 1');
    clock.advance(1);
    expect(await remembered.look()).toBe('look 2');
  });

  it('is shared while it lasts, however long', async () => {
    const gate = Promise.withResolvers<string>();
    const { clock, remembered, looks } = setUp(() => gate.promise);
    const first = remembered.look();
    clock.advance(60_000);
    const second = remembered.look();
    gate.resolve('late');
    expect([await first, await second, looks()]).toEqual(['late', 'late', 1]);
  });

  it('keeps a failed look for a shorter time, so that in an outage not every request looks', async () => {
    const { clock, remembered, looks } = setUp(() => Promise.reject(new Error('out')));
    for (let request = 0; request < 100; request += 1) {
      await expect(remembered.look()).rejects.toThrow('out');
      clock.advance(25);
    }
    // 2.5 s of requests, a look a second.
    expect(looks()).toBe(3);
  });

  it('still knows what it saw last when looking fails', async () => {
    const { clock, remembered } = setUp(async (no) => {
      if (no > 1) {
        throw new Error('out');
      }
      return 'well';
    });
    expect(remembered.lastSeen()).toBeUndefined();
    await remembered.look();
    clock.advance(5_000);
    await expect(remembered.look()).rejects.toThrow('out');
    expect(remembered.lastSeen()).toBe('well');
  });

  it('takes a look that throws at once for a failed one', async () => {
    const { remembered, looks } = setUp(() => {
      throw new Error('out');
    });
    await expect(remembered.look()).rejects.toThrow('out');
    await expect(remembered.look()).rejects.toThrow('out');
    expect(looks()).toBe(1);
  });
});
