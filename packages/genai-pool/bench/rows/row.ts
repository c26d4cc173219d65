import type { ContenderName } from '../contenders/contender.ts';
import type { Fault } from '../upstream/fault.ts';
import type { PostMix } from '../upstream/post.ts';
import { LOCATIONS } from '../upstream/workload.ts';

/** What is measured, as data. Times are in benchmark milliseconds. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** Arrivals a second as a Poisson process, or so many callers that ask again as soon as they have an answer. */
  readonly load: { readonly rps: number } | { readonly callers: number };
  readonly durationMs: number;
  /** How often it is measured, each time with its own arrivals and luck. */
  readonly seeds: number;
  readonly contenders: readonly ContenderName[];
  readonly faults: readonly Fault[];
  /** Between which moments, and where, something is wrong: what is measured within, before and after refers to it. */
  readonly trouble: Trouble | null;
  readonly posts: PostMix;
  /** Benchmark milliseconds per real one, over HTTP; `virtual`: no sockets, and time moves as fast as it can. */
  readonly time: { readonly kind: 'http'; readonly scale: number } | { readonly kind: 'virtual' };
  readonly streaming: boolean;
  /** A token is fetched before each call, from a metadata server that may be at fault too. */
  readonly tokens: boolean;
}

export interface Trouble {
  readonly fromMs: number;
  readonly toMs: number;
  readonly locations: readonly string[];
}

/** Everybody who calls in his own way; the variants of our pool have rows of their own. */
export const EVERYBODY: readonly ContenderName[] = ['pool', 'bare', 'round_robin', 'each_once'];

const PLAIN = {
  seeds: 4,
  contenders: EVERYBODY,
  faults: [],
  trouble: null,
  posts: { textShare: 0, poisonShare: 0 },
  streaming: false,
  tokens: false,
} as const;

type Given = Pick<Row, 'name' | 'title' | 'load' | 'durationMs'> & Partial<Row>;

export const httpRow = ({ scale, ...given }: Given & { readonly scale: number }): Row => ({
  ...PLAIN,
  time: { kind: 'http', scale },
  ...given,
});

export const virtualRow = (given: Given): Row => ({ ...PLAIN, time: { kind: 'virtual' }, ...given });

/** Trouble, and the faults that make it: `locations` defaults to everywhere. */
export function during(
  fromMs: number,
  toMs: number,
  kind: Fault['kind'],
  locations: readonly string[] = LOCATIONS,
): Pick<Row, 'faults' | 'trouble'> {
  return { faults: [{ locations, fromMs, toMs, kind }], trouble: { fromMs, toMs, locations } };
}
