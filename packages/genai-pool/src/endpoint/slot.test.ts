import { describe, expect, it } from 'vitest';
import { Slot } from './slot.ts';

function createSlot() {
  const events: string[] = [];
  const owner = {
    onLinger: () => events.push('lingers'),
    onRelease: (_: Slot, state: string) => events.push(`released, was ${state}`),
  };
  return { slot: new Slot(owner, { level: 1, size: 'text', now: 0 }), events };
}

describe('Slot', () => {
  it('is given back once, however often it is asked', () => {
    const { slot, events } = createSlot();
    slot.release();
    slot.release();
    slot.linger(5, () => events.push('pushed out'));
    expect(events).toEqual(['released, was taken']);
  });

  it('is left once by a call that lingers, and that ends once', () => {
    const { slot, events } = createSlot();
    slot.linger(5, () => undefined);
    slot.linger(5, () => undefined);
    slot.release();
    slot.release();
    expect(events).toEqual(['lingers', 'released, was lingering']);
  });

  it('tells the call that is pushed out, by the last one that asked to know', () => {
    const { slot, events } = createSlot();
    slot.linger(5, () => events.push('too early'));
    slot.linger(5, () => events.push('pushed out'));
    slot.pushOut();
    slot.release();
    expect(events).toEqual(['lingers', 'released, was lingering', 'pushed out']);
  });
});
