import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import { expect, test } from 'vitest';
import { createFleetView } from './fleet-view.ts';

/** A store that does not answer; counts how often the queue is asked. */
function failingLooks() {
  const clock = createManualClock();
  let asked = 0;
  const refuse = () => Promise.reject(new ProblemError('storage_unavailable'));
  const fleet = {
    regions: refuse,
    async lookAtQueue() {
      asked += 1;
      return { state: null, away: true };
    },
  };
  const jobs = { dispatchTrouble: () => ({ refusals: 0, regions: new Map<string, string>() }) };
  const view = createFleetView({ store: { fleet, jobs }, regions: ['a'], clock });
  return { view, clock, asked: () => asked };
}

test('a failed look serves everybody for a second, and is then tried again', async () => {
  const { view, asked, clock } = failingLooks();
  for (let n = 0; n < 10; n += 1) {
    await expect(view.look()).rejects.toMatchObject({ code: 'storage_unavailable' });
  }
  expect(asked()).toBe(1);
  clock.advance(1_001);
  await expect(view.look()).rejects.toMatchObject({ code: 'storage_unavailable' });
  expect(asked()).toBe(2);
});
