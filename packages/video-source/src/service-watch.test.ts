import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createServiceWatch, UpstreamOutage } from './service-watch.ts';

const FAILURE = new Error('HTTP 503');

it("takes a failure for an outage when nobody had an answer, and for the post's own when somebody had", () => {
  const clock = createManualClock();
  const watch = createServiceWatch(clock);
  const first = watch.begin('scraper')(FAILURE);
  expect(first).toBeInstanceOf(UpstreamOutage);
  expect(first).toMatchObject({ cause: FAILURE });
  watch.answered('scraper');
  expect(watch.begin('scraper')(FAILURE)).toBe(FAILURE);
  expect(watch.begin('staging')(FAILURE)).toBeInstanceOf(UpstreamOutage);
  clock.advance(10_001);
  expect(watch.begin('scraper')(FAILURE)).toBeInstanceOf(UpstreamOutage);
});

it('counts what others were answered while a slow attempt ran', () => {
  const clock = createManualClock();
  const watch = createServiceWatch(clock);
  const explain = watch.begin('scraper');
  clock.advance(1_000);
  watch.answered('scraper');
  clock.advance(19_000);
  expect(explain(FAILURE)).toBe(FAILURE);
});
