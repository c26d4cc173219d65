import { type Random, seededRandom } from '@sets/clock';
import { type Fault, type FaultKind, isActive } from './fault.ts';
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

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly body: Body;
  readonly ms: number;
  /** How long the caller is asked to stay away; null when nothing is said. */
  readonly hintMs: number | null;
}

export type Reply = Answer | { readonly kind: 'hang' } | { readonly kind: 'refuse' };

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
    const awayMs = rttMs[location] ?? 0;
    const workMs = lognormal(latencyMs[post.size], luck);
    const fails = luck() < errorRate;
    const load = this.#load(location) + 1;
    const good: Answer = { kind: 'answer', status: 200, body: 'whole', ms: workMs + awayMs, hintMs: null };
    const bad = { ...good, ms: (workMs === 0 ? 0 : ERROR_MS) + awayMs };
    let reply: Reply = good;
    for (const [index, fault] of faults.entries()) {
      // Drawn also while the fault is off, so that one fault does not shift the luck of the next.
      const draw = luck();
      if (!isGood(reply) || !isActive(fault, location, atMs) || !concerns(fault, post)) {
        continue;
      }
      const shaped: Reply | null = shape(fault.kind, { good: reply, bad, draw, load });
      if (shaped !== null) {
        this.met[index] = (this.met[index] ?? 0) + 1;
        reply = shaped;
      }
    }
    return isGood(reply) && fails ? { ...bad, status: 500 } : reply;
  }

  #luck(location: string, { number }: Post): Random {
    const key = `${this.#script.seed}/${number}/${location}`;
    const visit = this.#visits.get(key) ?? 0;
    this.#visits.set(key, visit + 1);
    return seededRandom(`${key}/${visit}`);
  }
}

const isGood = (reply: Reply): reply is Answer =>
  reply.kind === 'answer' && reply.status === 200 && reply.body === 'whole';

const concerns = ({ posts }: Fault, post: Post): boolean =>
  posts === undefined || (posts === 'poison' ? post.poison : post.size === posts);

interface Shaping {
  readonly good: Answer;
  /** As quick as a failure, whatever it will say. */
  readonly bad: Answer;
  /** Uniform in [0, 1). */
  readonly draw: number;
  /** Calls in flight there, this one included. */
  readonly load: number;
}

/** What a fault makes of a good answer; null when it leaves it alone. */
function shape(kind: FaultKind, { good, bad, draw, load }: Shaping): Reply | null {
  if ('share' in kind && draw >= (kind.share ?? 1)) {
    return null;
  }
  switch (kind.type) {
    case 'hang':
    case 'refuse':
      return { kind: kind.type };
    case 'status':
      return { ...bad, status: kind.status, hintMs: kind.hintMs ?? null };
    case 'unreadable':
      return { ...bad, ...UNREADABLE[Math.floor(draw * UNREADABLE.length)] };
    case 'cut':
      return { ...good, body: 'cut' };
    case 'slow':
      return { ...good, ms: good.ms * kind.times };
    case 'capacity':
      return load > kind.max ? { ...bad, status: 429 } : null;
    case 'slows_under_load':
      return load > kind.knee ? { ...good, ms: good.ms * (load / kind.knee) ** 2 } : null;
  }
}

function lognormal({ median, p95 }: { readonly median: number; readonly p95: number }, random: Random): number {
  const gaussian = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median === 0 ? 0 : median * Math.exp(gaussian * (Math.log(p95 / median) / Z_95));
}
