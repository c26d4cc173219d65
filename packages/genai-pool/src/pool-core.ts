import { HedgeControl } from './budget/hedge.ts';
import { RetryBudget } from './budget/retry-budget.ts';
import type { Clock, Random } from './clock.ts';
import type { Endpoint } from './endpoint/endpoint.ts';
import { EndpointState } from './endpoint/endpoint-state.ts';
import { LatencyEstimate } from './endpoint/latency-estimate.ts';
import type { CreatePacingQueue } from './endpoint/pacing.ts';
import { byProximity, estimateRttMs } from './endpoint/proximity.ts';
import type { ClassifyFailure } from './failure/classify-failure.ts';
import type { PoolObserver } from './observe/observer.ts';
import type { PoolPolicy } from './policy.ts';

/** A request as the core sees it. */
export interface Waiter {
  advance(): void;
  close(): void;
}

export interface CoreOptions {
  readonly endpoints: readonly Endpoint[];
  readonly policy: PoolPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Required<PoolObserver>;
  readonly classify: ClassifyFailure;
  readonly createPacingQueue: CreatePacingQueue;
}

/** What requests share: the endpoints' states, the budgets, and the line of those that wait for a slot. */
export class PoolCore {
  readonly states: readonly EndpointState[];
  readonly policy: PoolPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Required<PoolObserver>;
  readonly classify: ClassifyFailure;
  readonly retryBudget: RetryBudget;
  /** In order of arrival. */
  readonly waiting = new Set<Waiter>();
  readonly requests = new Set<Waiter>();
  readonly hedging = new Map<string, HedgeControl>();
  readonly #statesByModel = new Map<string, readonly EndpointState[]>();
  readonly #homes = new Map<readonly EndpointState[], Map<string, EndpointState | null>>();
  readonly #rtts = new Map<string, Map<string, number>>();
  #waking = false;
  #changed = false;
  #alarm: { at: number; cancel: () => void } | null = null;

  constructor(options: CoreOptions) {
    this.policy = options.policy;
    this.clock = options.clock;
    this.random = options.random;
    this.observer = options.observer;
    this.classify = guardClassify(options.classify);
    this.retryBudget = new RetryBudget(this.policy.retry.share, this.policy.retry.burst);
    const peersByModel = new Map<string, LatencyEstimate>();
    for (const { model } of options.endpoints) {
      if (!peersByModel.has(model)) {
        peersByModel.set(model, new LatencyEstimate(this.policy.latency));
      }
    }
    this.states = options.endpoints.map((endpoint) => {
      const peers = peersByModel.get(endpoint.model) ?? new LatencyEstimate(this.policy.latency);
      return new EndpointState(endpoint, { ...options, peers, onChange: () => this.#wake() });
    });
  }

  statesOf(model: string | undefined): readonly EndpointState[] {
    if (model === undefined) {
      return this.states;
    }
    let states = this.#statesByModel.get(model);
    if (states === undefined) {
      states = this.states.filter(({ endpoint }) => endpoint.model === model);
      this.#statesByModel.set(model, states);
    }
    return states;
  }

  /** The endpoint at `location`, else the nearest one of that model. */
  homeOf(model: string | undefined, location: string): EndpointState | null {
    const states = this.statesOf(model);
    let homes = this.#homes.get(states);
    if (homes === undefined) {
      homes = new Map();
      this.#homes.set(states, homes);
    }
    let home = homes.get(location);
    if (home === undefined) {
      const locations = states.map(({ endpoint }) => endpoint.location);
      const [nearest] = byProximity(location, locations);
      home = states.find(({ endpoint }) => endpoint.location === nearest) ?? null;
      homes.set(location, home);
    }
    return home;
  }

  /** Remembered: the trigonometry would cost more than the rest of the choice. */
  rttMs(from: string | undefined, to: string): number {
    if (from === undefined) {
      return 0;
    }
    let row = this.#rtts.get(from);
    if (row === undefined) {
      row = new Map(this.states.map(({ endpoint }) => [endpoint.location, estimateRttMs(from, endpoint.location)]));
      this.#rtts.set(from, row);
    }
    return row.get(to) ?? 0;
  }

  hedgeOf(model: string): HedgeControl {
    let control = this.hedging.get(model);
    if (control === undefined) {
      control = new HedgeControl(this.policy.hedge);
      this.hedging.set(model, control);
    }
    return control;
  }

  /** Puts a request in line; it is advanced when a slot may be free or nothing is left to wait for. */
  wait(request: Waiter): void {
    this.waiting.add(request);
    this.#setAlarm();
  }

  close(): void {
    for (const request of [...this.requests]) {
      request.close();
    }
    this.#alarm?.cancel();
  }

  /** Each waiting request looks again, oldest first; one that still finds nothing lines up again in the same order. */
  #wake(): void {
    this.#changed = true;
    if (this.waiting.size === 0 || this.#waking) {
      return;
    }
    this.#waking = true;
    while (this.#changed) {
      this.#changed = false;
      for (const request of [...this.waiting]) {
        request.advance();
      }
    }
    this.#waking = false;
  }

  /** Blocked and cooling endpoints come back by time alone: wake the line when the first of them does. */
  #setAlarm(): void {
    const now = this.clock.monotonic();
    const timed = this.states.filter((s) => s.admission(now) === 'blocked' || s.admission(now) === 'cooling');
    const times = timed.map((s) => s.retryAt(now));
    const at = Math.max(now + 1, Math.min(...times));
    if (times.length === 0 || (this.#alarm !== null && this.#alarm.at <= at)) {
      return;
    }
    this.#alarm?.cancel();
    const ring = () => {
      this.#alarm = null;
      this.#wake();
    };
    this.#alarm = { at, cancel: this.clock.schedule(ring, at - now) };
  }
}

/** A classifier that throws must not cost a slot: the failure then counts as the request's own. */
function guardClassify(classify: ClassifyFailure): ClassifyFailure {
  return (error) => {
    try {
      return classify(error);
    } catch {
      return { class: 'request', retryAfterMs: null };
    }
  };
}
