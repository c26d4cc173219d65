import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Attempt, Delivery } from '../documents/delivery-document.ts';
import { applyDeliveryPatch } from '../documents/delivery-document.ts';
import { DEFAULT_WEBHOOK_POLICY } from '../policy.ts';
import { afterTry, afterWaiting } from './decide-after-try.ts';

const policy = DEFAULT_WEBHOOK_POLICY;
const DAY_MS = 24 * 3_600_000;

const fresh: Delivery = {
  ...{ id: 'msg_1', endpoint: 'we_1', caller: 'ada', type: 'job.succeeded', job_id: 'j', links: null, own: null },
  ...{ status: 'pending', reason: null, tries: 0, round_tries: 0, waits: 0, attempts: [], dispatch_no: 0 },
  ...{ region: 'r', trace: null, occurred_at: 0, created_at: 0, next_at: null, ended_at: null, shard: 0 },
  ...{ wake_at: policy.graceMs, wake_delay_ms: policy.graceMs, expires_at: 7 * DAY_MS },
};
const failed = (at: number): Attempt => ({ at, status: 500, error: null, duration_ms: 1 });

it('tries ten times within three days, whatever the jitter and however late each task comes', () => {
  const draw = fc.record({ jitter: fc.double({ min: 0, max: 1, noNaN: true }), lateMs: fc.nat(60_000) });
  fc.assert(
    fc.property(fc.array(draw, { minLength: 12, maxLength: 12 }), (draws) => {
      let delivery = fresh;
      let nowMs = 0;
      for (const { jitter, lateMs } of draws) {
        if (delivery.status !== 'pending') {
          break;
        }
        nowMs = (delivery.next_at ?? nowMs) + lateMs;
        const patch = afterTry(delivery, failed(nowMs), { nowMs, policy, random: () => jitter });
        const after = applyDeliveryPatch(delivery, patch);
        expect(after.status === 'pending').toBe(after.wake_at !== undefined);
        expect(after.dispatch_no).toBe(delivery.dispatch_no + (after.status === 'pending' ? 1 : 0));
        expect(after.next_at === null || after.next_at >= nowMs).toBe(true);
        delivery = after;
      }
      expect([delivery.status, delivery.tries]).toEqual(['failed', 10]);
      const first = delivery.attempts[0]?.at ?? 0;
      expect(nowMs - first).toBeGreaterThanOrEqual(3 * DAY_MS);
      expect(nowMs - first).toBeLessThanOrEqual(3 * DAY_MS + 60_000);
    }),
  );
});

it.each([
  [200, 'delivered'],
  [204, 'delivered'],
  [299, 'delivered'],
  [300, 'pending'],
  [199, 'pending'],
  [410, 'failed'],
  [500, 'pending'],
])('takes %i for %s', (status, expected) => {
  const patch = afterTry(fresh, { ...failed(1), status }, { nowMs: 1, policy, random: () => 0 });
  expect(applyDeliveryPatch(fresh, patch).status).toBe(expected);
});

it('waits longer each time that no place is free, which costs no try', () => {
  let delivery = fresh;
  const waits: number[] = [];
  for (let count = 0; count < 12; count += 1) {
    const nowMs = delivery.next_at ?? 0;
    delivery = applyDeliveryPatch(delivery, afterWaiting(delivery, { nowMs, policy, random: () => 1 }));
    waits.push((delivery.next_at ?? 0) - nowMs);
  }
  expect(waits.slice(0, 3)).toEqual([2_000, 4_000, 8_000]);
  expect(waits.at(-1)).toBe(policy.busy.capMs);
  expect([delivery.tries, delivery.status]).toEqual([0, 'pending']);
});
