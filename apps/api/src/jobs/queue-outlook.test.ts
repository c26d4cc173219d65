import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegionView } from '../fleet/fleet-view.ts';
import { createQueueOutlook, positionIn } from './queue-outlook.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

interface Seen {
  readonly depth?: number | null;
  readonly active?: number;
  readonly oldest?: number | null;
  readonly perMinute?: number | null;
  readonly state?: 'running' | 'paused';
  readonly silent?: boolean;
  readonly workers?: number;
}

function view(seen: Seen = {}): RegionView {
  const { depth = 40, active = 0, oldest = NOW - 10_000, perMinute = 120 } = seen;
  const { state = 'running', silent = false, workers = 1 } = seen;
  return {
    region: 'a',
    seenAtMs: NOW,
    fleet: {
      ...{ region: 'a', api_instances: 1, worker_instances: workers, active_jobs: active, capacity: 80, endpoints: [] },
      ...{ last_heartbeat_at: NOW, writer: 'w', written_at: NOW, silent },
    },
    queue: { state, depth, oldestArrivalMs: oldest, executedLastMinute: perMinute },
  };
}
const at = (createdAtMs: number) => ({ region: 'a', createdAtMs });

describe('the place of a job in its line', () => {
  it.each([
    ['all who wait, for who comes after the look', {}, NOW + 1, { ahead: 40, eta_ms: 20_000 }],
    ['its share of them, for who came meanwhile', {}, NOW - 5_000, { ahead: 20, eta_ms: 10_000 }],
    ['nobody, for the oldest', {}, NOW - 10_000, { ahead: 0, eta_ms: 0 }],
    ['nobody, while all are being worked on', { depth: 3, active: 3 }, NOW + 1, { ahead: 0, eta_ms: 0 }],
    ['unknown without a depth', { depth: null }, NOW, { ahead: null, eta_ms: null }],
    ['without a time while the queue is paused', { state: 'paused' }, NOW, { ahead: 40, eta_ms: null }],
    ['without a time while no worker lives', { workers: 0 }, NOW, { ahead: 40, eta_ms: null }],
    ['without a time while the region is silent', { silent: true }, NOW, { ahead: 40, eta_ms: null }],
    ['without a time while nothing moves', { perMinute: 0 }, NOW, { ahead: 40, eta_ms: null }],
    ['without a time where the pace is unknown', { perMinute: null }, NOW, { ahead: 40, eta_ms: null }],
  ] as const)('is %s', (_what, seen, createdAtMs, expected) => {
    expect(positionIn(view(seen), at(createdAtMs))).toEqual(expected);
  });

  it('has the right sign and order whatever is told, by whichever clocks', () => {
    const time = fc.integer({ min: NOW - 3_600_000, max: NOW + 3_600_000 });
    const count = fc.nat(1_000_000);
    const seen = fc.record({
      ...{ depth: fc.option(count), active: count, oldest: fc.option(time), perMinute: fc.option(count) },
      ...{ state: fc.constantFrom('running' as const, 'paused' as const), silent: fc.boolean(), workers: fc.nat(3) },
    });
    fc.assert(
      fc.property(seen, time, time, (told, one, other) => {
        const [earlier, later] = [Math.min(one, other), Math.max(one, other)].map((ms) =>
          positionIn(view(told), at(ms)),
        );
        for (const { ahead, eta_ms } of [earlier, later].filter((position) => position !== undefined)) {
          expect(ahead === null || (Number.isInteger(ahead) && ahead >= 0 && ahead <= (told.depth ?? 0))).toBe(true);
          expect(eta_ms === null || (Number.isInteger(eta_ms) && eta_ms >= 0 && ahead !== null)).toBe(true);
        }
        expect(earlier?.ahead ?? 0).toBeLessThanOrEqual(later?.ahead ?? 0);
        if (earlier?.eta_ms !== null && later?.eta_ms !== null) {
          expect(earlier?.eta_ms).toBeLessThanOrEqual(later?.eta_ms ?? -1);
        }
      }),
    );
  });
});

it('is unknown before the fleet was seen, and never waits for a look', () => {
  let looks = 0;
  const outlook = createQueueOutlook({
    look() {
      looks += 1;
      return Promise.reject(new Error('silent'));
    },
    lastSeen: () => [],
  });
  expect(outlook(at(NOW))).toEqual({ ahead: null, eta_ms: null });
  expect(looks).toBe(1);
});
