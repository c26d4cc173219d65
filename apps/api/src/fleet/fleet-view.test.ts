import type { Clock } from '@sets/clock';
import type { JobStore } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import { expect, test } from 'vitest';
import { createFleetView } from './fleet-view.ts';

/** A store whose Firestore does not answer; counts how often the queue is asked. */
function failingLooks() {
  let now = 0;
  let asked = 0;
  const clock: Clock = { now: () => now, monotonic: () => now, schedule: () => () => {} };
  const refuse = () => Promise.reject(Object.assign(new Error('down'), { code: 14 }));
  const dispatcher = {
    queueState: () => {
      asked += 1;
      return refuse();
    },
  };
  const firestore = { collection: () => ({ get: refuse }) };
  const context = { dispatcher, firestore, clock, policy: { storeTimeoutMs: 100 } } as unknown as JobStore['context'];
  const logger = { warn: () => {} } as unknown as Logger;
  const view = createFleetView({ context, regions: ['a'], clock, logger });
  return {
    view,
    asked: () => asked,
    pass: (ms: number): void => {
      now += ms;
    },
  };
}

test('a failed look serves everybody for a second, and is then tried again', async () => {
  const { view, asked, pass } = failingLooks();
  for (let n = 0; n < 10; n += 1) {
    await expect(view.look()).rejects.toMatchObject({ code: 'storage_unavailable' });
  }
  expect(asked()).toBe(1);
  pass(1_001);
  await expect(view.look()).rejects.toMatchObject({ code: 'storage_unavailable' });
  expect(asked()).toBe(2);
});
