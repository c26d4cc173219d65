import { type Random, seededRandom } from '@sets/clock';
import { createManualClock } from '@sets/clock/testing';
import {
  createGenAiPool,
  type Endpoint,
  type EndpointSnapshot,
  type GenAiPool,
  type GenAiPoolOptions,
  type PoolError,
  type RunOptions,
  type RunResult,
} from '../../src/index.ts';
import { createSimPacingQueue } from './sim-pacing.ts';

export const LOCATIONS = ['us', 'global', 'eu', 'asia-southeast1'] as const;
export const MODEL = 'gemini-3.5-flash-lite';
export const HOME = LOCATIONS[0];

export interface Call {
  readonly at: number;
  readonly endpoint: Endpoint;
  readonly size: string;
  /** Of the request that made it. */
  readonly request: number;
  readonly inFlight: number;
  readonly probe: boolean;
  status: number | 'hang' | 'aborted' | null;
}

/** How a call ends: after `ms` with a status, or never. */
export interface Fate {
  readonly status: number | 'hang';
  readonly ms: number;
  readonly retryAfterMs?: number;
  /** What the service says about it. */
  readonly message?: string;
}

export interface Moment {
  readonly now: number;
  readonly location: string;
  readonly size: string;
  readonly request: number;
  /** Calls to the location that are out already. */
  readonly inFlight: number;
  readonly random: Random;
  /** The time that a healthy call takes. */
  readonly usualMs: number;
}

export interface Outcome {
  readonly startedAt: number;
  readonly ms: number;
  readonly ok: boolean;
  readonly size: string;
  readonly request: number;
  readonly result: RunResult<unknown> | null;
  readonly error: PoolError | null;
}

export interface WorldOptions extends Partial<Omit<GenAiPoolOptions, 'clock' | 'random' | 'createPacingQueue'>> {
  readonly seed?: number;
  /** Null: as a healthy location answers. */
  readonly fate?: (moment: Moment) => Fate | null;
}

/** Lognormal answers of the workload: [median, 95th percentile] in ms. */
const USUAL_MS: Readonly<Record<string, readonly [number, number]>> = {
  video: [2_200, 4_500],
  images: [1_600, 3_200],
  text: [700, 1_500],
};

/** Four locations that answer as told, and a pool before them, on simulated time. */
export class World {
  readonly clock = createManualClock();
  readonly pool: GenAiPool;
  readonly calls: Call[] = [];
  readonly outcomes: Outcome[] = [];
  readonly random: Random;
  fate: (moment: Moment) => Fate | null;
  readonly #inFlight = new Map<string, number>();
  #requests = 0;

  constructor({ seed = 1, fate = () => null, ...options }: WorldOptions = {}) {
    this.random = seededRandom(seed);
    this.fate = fate;
    this.pool = createGenAiPool({
      endpoints: LOCATIONS.map((location) => ({ model: MODEL, location })),
      policy: {},
      ...options,
      clock: this.clock,
      random: seededRandom(`pool/${seed}`),
      createPacingQueue: createSimPacingQueue,
    });
  }

  /** Poisson arrivals until `forMs` from now; returns when the last one has arrived, not when it is answered. */
  async arrive(rps: number, forMs: number, options: RunOptions<unknown> & { sizes?: readonly string[] } = {}) {
    const end = this.clock.monotonic() + forMs;
    for (;;) {
      const at = this.clock.monotonic() + (-Math.log(1 - this.random()) * 1_000) / rps;
      if (at >= end) {
        break;
      }
      await this.clock.advanceAsync(at - this.clock.monotonic());
      const { sizes = ['video'], ...rest } = options;
      void this.request({ size: sizes[Math.floor(this.random() * sizes.length)] ?? 'video', ...rest });
    }
    await this.clock.advanceAsync(end - this.clock.monotonic());
  }

  /** Everything that is out has ended, late calls and probes too. */
  drain(): Promise<void> {
    return this.clock.advanceAsync(300_000);
  }

  /** Sets how calls to one location end; all others stay as they are. */
  at(location: string, fate: Fate | ((moment: Moment) => Fate | null)): void {
    const others = this.fate;
    const here = typeof fate === 'function' ? fate : () => fate;
    this.fate = (moment) => (moment.location === location ? here(moment) : others(moment));
  }

  callsTo(location: string, fromMs = 0, toMs = Number.POSITIVE_INFINITY): Call[] {
    return this.calls.filter((call) => call.endpoint.location === location && call.at >= fromMs && call.at < toMs);
  }

  endpoint(location: string): EndpointSnapshot {
    const found = this.pool.snapshot().endpoints.find((endpoint) => endpoint.location === location);
    if (found === undefined) {
      throw new Error(`no endpoint at ${location}`);
    }
    return found;
  }

  /** Slots and places that are still taken. */
  get taken(): number {
    const { endpoints, waiting } = this.pool.snapshot();
    return endpoints.reduce((sum, { in_flight, lingering }) => sum + in_flight + lingering, waiting);
  }

  /** One request; its outcome is also kept. */
  async request(options: RunOptions<unknown> = {}): Promise<Outcome> {
    const request = this.#requests++;
    const startedAt = this.clock.monotonic();
    const size = options.size ?? 'video';
    const kept = (result: RunResult<unknown> | null, error: PoolError | null): Outcome => {
      const ms = this.clock.monotonic() - startedAt;
      const outcome = { startedAt, ms, ok: result !== null, size, request, result, error };
      this.outcomes.push(outcome);
      return outcome;
    };
    try {
      const result = await this.pool.run(
        (endpoint, signal, { probe }) => this.#call(endpoint, signal, { size, request, probe }),
        { prefer: HOME, ...options, size },
      );
      return kept(result, null);
    } catch (error) {
      return kept(null, error as PoolError);
    }
  }

  async #call(endpoint: Endpoint, signal: AbortSignal, by: { size: string; request: number; probe: boolean }) {
    const { location } = endpoint;
    const now = this.clock.monotonic();
    const inFlight = this.#inFlight.get(location) ?? 0;
    const usualMs = lognormal(USUAL_MS[by.size] ?? [1_000, 1_000], this.random);
    const moment = { now, location, inFlight, random: this.random, usualMs, size: by.size, request: by.request };
    const fate = this.fate(moment) ?? { status: 200, ms: usualMs };
    const call: Call = { at: now, endpoint, inFlight, ...by, status: null };
    this.calls.push(call);
    this.#inFlight.set(location, inFlight + 1);
    try {
      await this.#wait(fate.status === 'hang' ? 1e9 : fate.ms, signal);
    } catch (error) {
      call.status = fate.status === 'hang' ? 'hang' : 'aborted';
      throw error;
    } finally {
      this.#inFlight.set(location, (this.#inFlight.get(location) ?? 0) - 1);
    }
    call.status = fate.status;
    if (fate.status !== 200) {
      throw toError(fate);
    }
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return ms === 0
      ? Promise.resolve()
      : new Promise((resolve, reject) => {
          const onAbort = () => {
            cancel();
            reject(signal.reason);
          };
          const cancel = this.clock.schedule(() => {
            signal.removeEventListener('abort', onAbort);
            resolve();
          }, ms);
          signal.addEventListener('abort', onAbort, { once: true });
        });
  }
}

const RPC_CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** An error as the SDK throws it for a reply in Google's form. */
export function toError({ status, retryAfterMs, message = 'what the service says' }: Fate): Error {
  const code = Number(status);
  const body = JSON.stringify({ error: { code, message, status: RPC_CODES[code] ?? 'UNKNOWN' } });
  return Object.assign(new Error(body), { status: code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

export function lognormal([median, p95]: readonly [number, number], random: Random): number {
  const sigma = Math.log(p95 / median) / 1.6449;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}

export const successShare = (outcomes: readonly Outcome[]): number =>
  outcomes.length === 0 ? Number.NaN : outcomes.filter(({ ok }) => ok).length / outcomes.length;
