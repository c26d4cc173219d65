import { createManualClock } from '@sets/clock/testing';
import type { OpsOverview } from '@sets/contract';
import { ANONYMOUS } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { createWaitingPlaces } from '../jobs/waiting-places.ts';
import { createOverviewStreams } from './overview-streams.ts';

const SEEN: OpsOverview = {
  ...{ at: '2026-11-23T12:00:00.000Z', store: 'ok', seen_at: null, faults: [], regions: [] },
  ...{ performance: null, budget: null, dead_jobs: 0 },
};

function opened() {
  const clock = createManualClock();
  const places = createWaitingPlaces({ perInstance: 1, streamsPerCaller: 1, waitsPerCaller: 0 });
  const streams = createOverviewStreams({ look: async () => SEEN }, { places, clock });
  const left = new AbortController();
  const { stream, cut } = streams.open(ANONYMOUS, left.signal);
  const pieces = stream[Symbol.asyncIterator]();
  const next = async (): Promise<string | undefined> => (await pieces.next()).value;
  return { clock, places, left, next, cut };
}

it('sends an overview every 2 s for five minutes, then asks to connect again', async () => {
  const { clock, next, cut } = opened();
  expect(await next()).toMatch(/^retry/);
  expect(await next()).toMatch(/^event: overview\ndata: \{/);
  for (let seconds = 2; seconds < 300; seconds += 2) {
    const reading = next();
    await clock.advanceAsync(2_000);
    expect(await reading).toMatch(/^event: overview/);
  }
  const last = next();
  await clock.advanceAsync(2_000);
  expect(await last).toContain('connect again');
  expect(await next()).toBeUndefined();
  expect(cut.aborted).toBe(false);
});

it('cuts off who has read nothing for half a minute, who would hold its place for good', async () => {
  const { clock, next, cut } = opened();
  await next();
  await next();
  await clock.advanceAsync(29_999);
  expect(cut.aborted).toBe(false);
  await clock.advanceAsync(1);
  expect(cut.aborted).toBe(true);
});

it('gives its place back when the connection has ended', () => {
  const { places, left } = opened();
  expect(places.taken).toBe(1);
  left.abort();
  expect(places.taken).toBe(0);
});
