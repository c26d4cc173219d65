import { createManualClock } from '@sets/clock/testing';
import type { RegionState } from '@sets/fleet';
import { createGenAiPool } from '@sets/genai-pool';
import { expect, it } from 'vitest';
import { startSharingLimits } from './share-limits.ts';

const MODEL = 'small';
const silentLogger = { info() {}, warn() {}, error() {}, debug() {} } as never;

const endpoint = (location: string, more: object) => ({
  ...{ model: MODEL, location, circuit: 'closed' as const, in_flight: 0, concurrency_limit: 20 },
  ...{ concurrency_ceiling: null, latency_ms: null, cooldown_until: null },
  ...more,
});
const region = (name: string, more: Partial<RegionState>): RegionState => ({
  ...{ region: name, silent: false, api_instances: 1, worker_instances: 1, active_jobs: 0, capacity: 80 },
  ...{ endpoints: [], last_heartbeat_at: 0, writer: 'w', written_at: 0 },
  ...more,
});

function setUp(regions: () => Promise<readonly RegionState[]>) {
  const clock = createManualClock();
  const pool = createGenAiPool({
    endpoints: ['us', 'eu'].map((location) => ({ model: MODEL, location })),
    policy: { quotas: [{ model: MODEL, tokensPerMinute: 60_000 }] },
    clock,
  });
  const seen = () => Object.fromEntries(pool.snapshot().endpoints.map((one) => [one.location, one]));
  const loop = startSharingLimits({ fleet: { regions }, pool, clock, random: () => 0.5, logger: silentLogger });
  return { clock, pool, seen, loop };
}

it('hears of long cooldowns and ceilings from the workers of every region', async () => {
  const later = (ms: number) => new Date(Date.UTC(2026, 10, 23, 12) + ms).toISOString();
  const { clock, seen, loop } = setUp(async () => [
    region('europe-west1', { endpoints: [endpoint('eu', { cooldown_until: later(60_000), concurrency_ceiling: 7 })] }),
    region('us-east1', { endpoints: [endpoint('us', { cooldown_until: later(15_000) })] }),
    region('us-central1', { silent: true, endpoints: [endpoint('us', { concurrency_ceiling: 1 })] }),
  ]);
  await clock.advanceAsync(0);
  expect(seen().eu).toMatchObject({ availability: 'cooling', concurrency_limit: 7 });
  expect(seen().us).toMatchObject({ availability: 'free', concurrency_limit: 20 });
  await loop.stop();
});

it('takes its share of a quota by the number of live workers', async () => {
  let workers = 1;
  const { clock, pool, loop } = setUp(async () => [
    region('us-central1', { worker_instances: workers }),
    region('us-east1', { worker_instances: workers, silent: workers === 1 }),
  ]);
  await clock.advanceAsync(0);
  const startedIn = async (ms: number) => {
    let started = 0;
    const stop = new AbortController();
    for (let i = 0; i < 100; i += 1) {
      const count = async () => {
        started += 1;
      };
      pool
        .run(count, {
          estimateTokens: 1_000,
          signal: stop.signal,
          usage: () => ({ inputTokens: 1_000, outputTokens: 0 }),
        })
        .catch(() => {});
    }
    await clock.advanceAsync(ms);
    stop.abort();
    return started;
  };
  // Ten seconds' worth at once, then a thousand tokens a second.
  expect(await startedIn(9_000)).toBe(19);
  workers = 2;
  await clock.advanceAsync(60_000);
  expect(await startedIn(8_000)).toBe(4);
  await loop.stop();
});

it('keeps what it knows while the fleet cannot be read', async () => {
  let asked = 0;
  const { clock, seen, loop } = setUp(async () => {
    asked += 1;
    if (asked > 1) {
      throw new Error('the store is away');
    }
    return [region('us-east1', { endpoints: [endpoint('us', { concurrency_ceiling: 5 })] })];
  });
  await clock.advanceAsync(60_000);
  expect(asked).toBeGreaterThan(4);
  expect(seen().us).toMatchObject({ concurrency_limit: 5 });
  await loop.stop();
});
