import { describe, expect, it } from 'vitest';
import { readWorkout } from '../caption-reader/read-workout.ts';
import { createCatalogue } from './catalogue.ts';
import { createTrace } from './trace.ts';
import { workload } from './workload.ts';

const catalogue = createCatalogue({ workload, seed: workload.seed });
const share = (count: number) => count / catalogue.length;

describe('the catalogue', () => {
  it('has the shares of the workload, and is the same for the same seed', () => {
    expect(catalogue).toHaveLength(500);
    expect(new Set(catalogue.map(({ contentId }) => contentId)).size).toBe(500);
    expect(share(catalogue.filter(({ state }) => state !== 'public').length)).toBe(0.02);
    expect(share(catalogue.filter(({ caption }) => caption.includes('#fyp')).length)).toBe(0.05);
    expect(share(catalogue.filter(({ platform }) => platform === 'tiktok').length)).toBeCloseTo(0.6, 1);
    expect(createCatalogue({ workload, seed: workload.seed })).toEqual(catalogue);
    expect(createCatalogue({ workload, seed: 1, posts: 3 })).toHaveLength(3);
  });

  it('states every workout where the workload says: in the caption, or only in the media', () => {
    let complete = 0;
    for (const post of catalogue.filter(({ caption }) => !caption.includes('#fyp'))) {
      const inCaption = readWorkout(post.caption).length;
      const inMedia = readWorkout(post.seen.onScreen ?? '').length;
      expect(readWorkout(post.transcript ?? '')).toEqual([]);
      expect([inCaption, inMedia].filter((count) => count >= 3)).toHaveLength(1);
      if (inCaption > 0) {
        complete += 1;
      }
    }
    expect(share(complete)).toBeCloseTo(workload.trace.caption_is_complete, 1);
  });

  it('says nothing of a workout in the other posts', () => {
    for (const { caption } of catalogue.filter((post) => post.caption.includes('#fyp'))) {
      expect(readWorkout(caption)).toEqual([]);
    }
  });
});

describe('the trace', () => {
  const trace = createTrace({ workload, catalogue, seed: workload.seed });

  it('comes at the mean rate, most often for the most popular posts, in all forms and languages', () => {
    const lastS = (trace.at(-1)?.atMs ?? 0) / 1000;
    expect(trace).toHaveLength(10_000);
    expect(10_000 / lastS).toBeGreaterThan(19);
    expect(10_000 / lastS).toBeLessThan(21);
    const first = trace.filter(({ post }) => post === catalogue[0]).length;
    const harmonic = catalogue.reduce((sum, _, rank) => sum + 1 / (rank + 1), 0);
    expect(first / 10_000).toBeCloseTo(1 / harmonic, 2);
    expect(trace.filter(({ form }) => form === 'short_link').length / 10_000).toBeCloseTo(0.25, 1);
    expect(trace.filter(({ language }) => language === null).length / 10_000).toBeCloseTo(0.7, 1);
  });

  it('gives each share fresh parameters', () => {
    const shared = trace.filter(({ form, post }) => form === 'share_parameters' && post === catalogue[0]);
    expect(new Set(shared.map(({ url }) => url)).size).toBe(shared.length);
  });
});
