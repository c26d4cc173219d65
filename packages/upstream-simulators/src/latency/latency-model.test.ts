import { describe, expect, it } from 'vitest';
import { workload } from '../workload/workload.ts';
import { createLatencyModel } from './latency-model.ts';

const DRAWS = 20_000;

function draws(mode: 'none' | 'fast' | 'workload') {
  const model = createLatencyModel(workload, mode, 7);
  return Array.from({ length: DRAWS }, (_, index) => model.draw('scraper', '-', `post-${index}`, 0));
}

describe('the latency model', () => {
  it('has the median and the error rate of the workload, stragglers beside', () => {
    const sample = draws('workload');
    const sorted = sample.map(({ ms }) => ms).sort((a, b) => a - b);
    const median = sorted[DRAWS / 2] ?? 0;
    // Stragglers push every quantile a little; without them the median is the workload's.
    expect(median / workload.upstreams_ms.scraper.median).toBeGreaterThan(0.97);
    expect(median / workload.upstreams_ms.scraper.median).toBeLessThan(1.05);
    const failed = sample.filter(({ fails }) => fails).length / DRAWS;
    expect(failed).toBeGreaterThan(0.007);
    expect(failed).toBeLessThan(0.013);
  });

  it('is a twentieth and without failures in fast mode, and nothing in mode none', () => {
    const [slow] = draws('workload');
    const fast = draws('fast');
    expect((fast[0]?.ms ?? 0) * 20).toBeCloseTo(slow?.ms ?? Number.NaN, 6);
    expect(fast.some(({ fails }) => fails)).toBe(false);
    expect(draws('none').every(({ ms }) => ms === 0)).toBe(true);
  });

  it('draws by what a call is for, not by when it comes', () => {
    const one = createLatencyModel(workload, 'workload', 7);
    const other = createLatencyModel(workload, 'workload', 7);
    const late = other.draw('gemini_small_video', 'us', 'b', 0);
    other.draw('gemini_small_video', 'us', 'a', 0);
    one.draw('gemini_small_video', 'us', 'a', 0);
    expect(one.draw('gemini_small_video', 'us', 'b', 0)).toEqual(late);
    expect(one.draw('gemini_small_video', 'us', 'b', 1)).not.toEqual(late);
    expect(one.draw('gemini_small_video', 'eu', 'b', 0)).not.toEqual(late);
  });

  it('knows the way from a region to the locations of the models and to other regions', () => {
    const model = createLatencyModel(workload, 'workload', 7);
    expect(model.roundTripMs('us-central1', 'europe-west1')).toBe(105);
    expect(model.roundTripMs('asia-southeast1', 'us')).toBe(210);
    expect(model.roundTripMs('asia-southeast1', 'global')).toBe(25);
    expect(model.roundTripMs('europe-west1', 'eu')).toBe(8);
    expect(model.roundTripMs('us-east1', 'asia-southeast1')).toBe(225);
    expect(model.roundTripMs(null, 'europe-west1')).toBe(0);
    expect(model.roundTripMs('europe-west1', 'nowhere')).toBe(0);
    expect(model.roundTripMs('mars', 'europe-west1')).toBe(0);
  });
});
