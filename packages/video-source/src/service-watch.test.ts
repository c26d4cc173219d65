import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createServiceWatch, UpstreamOutage } from './service-watch.ts';

const FAILURE = new Error('HTTP 503');
const othersOf = (explained: unknown): unknown => (explained instanceof UpstreamOutage ? explained.others : explained);

function startWatch() {
  const clock = createManualClock();
  const watch = createServiceWatch(clock);
  return { clock, begin: (service = 'scraper') => watch.begin(service) };
}

it('takes a failure for an outage when nobody had an answer lately', () => {
  const { clock, begin } = startWatch();
  const first = begin().explain(FAILURE);
  expect(first).toMatchObject({ name: 'UpstreamOutage', others: 'none', cause: FAILURE });
  begin().answered();
  expect(othersOf(begin('staging').explain(FAILURE))).toBe('none');
  clock.advance(10_001);
  expect(othersOf(begin().explain(FAILURE))).toBe('none');
});

it("takes it for the post's own when one who asked later was answered meanwhile", () => {
  const { clock, begin } = startWatch();
  const slow = begin();
  clock.advance(1_000);
  begin().answered();
  clock.advance(19_000);
  expect(slow.explain(FAILURE)).toBe(FAILURE);
});

it('cannot tell the beginning of an outage: those who asked earlier are still answered', () => {
  const { clock, begin } = startWatch();
  const early = begin();
  clock.advance(1_000);
  const failing = begin();
  clock.advance(1_000);
  early.answered();
  expect(othersOf(failing.explain(FAILURE))).toBe('to_earlier_calls');
  clock.advance(5_000);
  expect(othersOf(begin().explain(FAILURE))).toBe('to_earlier_calls');
});
