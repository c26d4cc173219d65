import { type Random, seededRandom } from '@sets/clock';
import { type Fault, isActive } from './fault.ts';
import type { Post, Size } from './post.ts';

/** How one contender's own copy of the locations behaves: contenders must not use up each other's capacity. */
export interface Script {
  readonly seed: number;
  /** Lognormal, by median and 95th percentile; 0 answers at once. */
  readonly latencyMs: Readonly<Record<Size, { readonly median: number; readonly p95: number }>>;
  /** By location, from the region that calls. */
  readonly rttMs: Readonly<Record<string, number>>;
  /** Share of calls that fail with a 500 on good days. */
  readonly errorRate: number;
  readonly faults: readonly Fault[];
}

export type Body = 'whole' | 'cut' | 'html' | 'empty' | 'truncated' | 'null';

export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: Body;
      readonly ms: number;
      readonly hintMs: number | null;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'refuse' };

/** What an error takes to come back, the way there and back not counted. */
const ERROR_MS = 50;
/** The standard normal distribution's 95th percentile. */
const Z_95 = 1.6449;
const UNREADABLE: readonly { readonly status: number; readonly body: Body }[] = [
  { status: 200, body: 'html' },
  { status: 200, body: 'empty' },
  { status: 200, body: 'truncated' },
  { status: 200, body: 'null' },
  { status: 503, body: 'html' },
];

/**
 * Decides how each call is answered. The luck of a call is drawn for its post, its location and how often that post
 * has been there: two contenders that ask the same thing at the same place are told the same, in whatever order.
 */
export class Upstream {
  /** How many calls each fault of the script has shaped. */
  readonly met: number[];
  readonly #script: Script;
  readonly #inFlight = new Map<string, number>();
  readonly #visits = new Map<string, number>();

  constructor(script: Script) {
    this.#script = script;
    this.met = script.faults.map(() => 0);
  }

  /** A call has come. `end` must be told when it is over, however it ends. */
  begin(location: string, post: Post, atMs: number): Reply {
    const reply = this.#reply(location, post, atMs);
    this.#inFlight.set(location, this.#load(location) + 1);
    return reply;
  }

  end(location: string): void {
    this.#inFlight.set(location, this.#load(location) - 1);
  }

  #load(location: string): number {
    return this.#inFlight.get(location) ?? 0;
  }

  #reply(location: string, post: Post, atMs: number): Reply {
    const { faults, errorRate, latencyMs, rttMs } = this.#script;
    const luck = this.#luck(location, post);
    const answerMs = lognormal(latencyMs[post.size], luck);
    const errorLuck = luck();
    const errorMs = answerMs === 0 ? 0 : ERROR_MS;
    const awayMs = rttMs[location] ?? 0;
    const answer = (status: number, ms: number, body: Body = 'whole', hintMs: number | null = null): Reply => ({
      kind: 'answer',
      status,
      body,
      ms: ms + awayMs,
      hintMs,
    });
    let ms = answerMs;
    let body: Body = 'whole';
    for (const [index, fault] of faults.entries()) {
      // Drawn also while the fault is off, so that one fault does not shift the luck of the next.
      const draw = luck();
      if (!isActive(fault, location, atMs) || !concerns(fault, post)) {
        continue;
      }
      const { kind } = fault;
      if ('share' in kind && draw >= (kind.share ?? 1)) {
        continue;
      }
      const excess = this.#excess(fault, location);
      if (excess === 0) {
        continue;
      }
      this.met[index] = (this.met[index] ?? 0) + 1;
      switch (kind.type) {
        case 'hang':
        case 'refuse':
          return { kind: kind.type };
        case 'status':
          return answer(kind.status, errorMs, 'whole', kind.hintMs ?? null);
        case 'capacity':
          return answer(429, errorMs);
        case 'unreadable': {
          const { status, body } = UNREADABLE[Math.floor(draw * UNREADABLE.length)] ?? { status: 200, body: 'html' };
          return answer(status, errorMs, body);
        }
        case 'cut':
          body = 'cut';
          break;
        case 'slow':
          ms *= kind.times;
          break;
        case 'slows_under_load':
          ms *= excess ** 2;
          break;
      }
    }
    return errorLuck < errorRate ? answer(500, errorMs) : answer(200, ms, body);
  }

  /** How many times its measure a location is loaded by a call that comes now; 0 when the fault asks for more. */
  #excess({ kind }: Fault, location: string): number {
    const load = this.#load(location) + 1;
    if (kind.type === 'capacity') {
      return load > kind.max ? load / kind.max : 0;
    }
    if (kind.type === 'slows_under_load') {
      return load > kind.knee ? load / kind.knee : 0;
    }
    return 1;
  }

  #luck(location: string, { number }: Post): Random {
    const key = `${this.#script.seed}/${number}/${location}`;
    const visit = this.#visits.get(key) ?? 0;
    this.#visits.set(key, visit + 1);
    return seededRandom(`${key}/${visit}`);
  }
}

const concerns = ({ posts }: Fault, post: Post): boolean =>
  posts === undefined || (posts === 'poison' ? post.poison : post.size === posts);

function lognormal({ median, p95 }: { readonly median: number; readonly p95: number }, random: Random): number {
  const gaussian = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median === 0 ? 0 : median * Math.exp(gaussian * (Math.log(p95 / median) / Z_95));
}
