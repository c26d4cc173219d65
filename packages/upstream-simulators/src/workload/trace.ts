import { seededRandom } from '@sets/clock';
import { pickWeighted } from '../draws.ts';
import { shareLink } from '../posts/share-links.ts';
import type { SimulatedPost } from '../posts/simulated-post.ts';
import type { ClientArea, LinkForm, Workload } from './workload.ts';

export interface TraceRequest {
  readonly index: number;
  /** Milliseconds after the trace begins. */
  readonly atMs: number;
  readonly post: SimulatedPost;
  readonly form: LinkForm;
  readonly url: string;
  /** Language asked for; null for the post's own. */
  readonly language: string | null;
  readonly client: ClientArea;
}

export interface TraceOptions {
  readonly workload: Workload;
  readonly catalogue: readonly SimulatedPost[];
  readonly seed: number;
  /** The workload's full trace by default. */
  readonly requests?: number;
  readonly meanPerS?: number;
}

/** Requests in the order of their arrival: Poisson in time, Zipf over the catalogue, each share with fresh values. */
export function createTrace(options: TraceOptions): TraceRequest[] {
  const { workload, catalogue, seed } = options;
  const { trace } = workload;
  const draw = zipf(catalogue, trace.catalogue.exponent);
  const meanGapMs = 1000 / (options.meanPerS ?? trace.arrivals.mean_per_s);
  let atMs = 0;
  return Array.from({ length: options.requests ?? trace.requests }, (_, index) => {
    const random = seededRandom(`${seed}|request|${index}`);
    atMs += -Math.log(1 - random()) * meanGapMs;
    const post = draw(random());
    const form = pickWeighted(random, trace.link_forms);
    const language = pickWeighted(random, trace.languages);
    const client = pickWeighted(random, trace.clients);
    const url = shareLink(post, form, random);
    return { index, atMs, post, form, url, language: language === 'none' ? null : language, client };
  });
}

/** Maps a uniform draw to a post; the first is the most popular. */
function zipf(catalogue: readonly SimulatedPost[], exponent: number): (uniform: number) => SimulatedPost {
  const [first] = catalogue;
  if (first === undefined) {
    throw new RangeError('a trace needs a catalogue with posts');
  }
  const weights = catalogue.map((_, rank) => 1 / (rank + 1) ** exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const limits = weights.map((weight) => {
    sum += weight / total;
    return sum;
  });
  return (uniform) => {
    let low = 0;
    let high = limits.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((limits[middle] ?? 1) > uniform) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return catalogue[low] ?? first;
  };
}
