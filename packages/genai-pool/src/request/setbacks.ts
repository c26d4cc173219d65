import type { Endpoint } from '../endpoint/endpoint.ts';
import type { EndpointState } from '../endpoint/endpoint-state.ts';
import { type AttemptFailure, type Failure, NEXT_AFTER } from '../failure/fault.ts';
import type { AttemptOutcome } from '../observe/observer.ts';
import type { PoolCore } from '../pool-core.ts';
import type { Attempt } from './attempt.ts';
import { Blame } from './blame.ts';
import { agree } from './give-up.ts';

/** How a call failed. */
export interface Setback {
  readonly failure: Failure;
  readonly cause: unknown;
  readonly timedOut: boolean;
}

/** Where one request has been, what failed there, whose fault that is, and what it leaves to try. */
export class Setbacks {
  readonly failures: AttemptFailure[] = [];
  readonly #core: PoolCore;
  readonly #size: string;
  readonly #tried = new Set<EndpointState>();
  readonly #refusedBy = new Set<EndpointState>();
  readonly #blame = new Blame();
  #last: { readonly endpoint: Endpoint; readonly outcome: AttemptOutcome } | null = null;
  #rateLimited = 0;

  constructor(core: PoolCore, size: string) {
    this.#core = core;
    this.#size = size;
  }

  /** What failed last, a late call too. */
  get last(): { readonly endpoint: Endpoint; readonly outcome: AttemptOutcome } | null {
    return this.#last;
  }

  get hasTriedNone(): boolean {
    return this.#tried.size === 0;
  }

  hasTried(state: EndpointState): boolean {
    return this.#tried.has(state);
  }

  /** A second try there is likelier to be answered, and sooner, than a first one where hardly anybody is. */
  get haveMetWellOnes(): boolean {
    return [...this.#tried].some((state) => !state.circuitOf(this.#size).isOpen);
  }

  /** Whether any of them may pass by itself: what was said about the request or the credential does not. */
  get mayPass(): boolean {
    const nexts = new Set(this.failures.map(({ fault }) => NEXT_AFTER[fault]));
    return nexts.has('elsewhere') && !nexts.has('second_opinion');
  }

  /** Some refused the request or the credential, and some let it in and failed: who else is served tells whose fault it is. */
  get areMixed(): boolean {
    return (
      this.failures.some(({ fault }) => fault === 'endpoint') &&
      this.failures.some(({ fault }) => NEXT_AFTER[fault] === 'second_opinion')
    );
  }

  /** All that refused this request refuse everybody. */
  get areOfRefusers(): boolean {
    return [...this.#refusedBy].every((state) => state.circuitOf(this.#size).refusesEverybody);
  }

  onTry(state: EndpointState): void {
    this.#tried.add(state);
  }

  onLate({ state, startedAt }: Attempt<unknown>): void {
    this.#blame.onLate(state.circuitOf(this.#size), startedAt, this.#core.clock.monotonic());
    this.#last = { endpoint: state.endpoint, outcome: 'late' };
  }

  /** True when two endpoints have now said the same about the request or the credential. */
  onFailure(attempt: Attempt<unknown>, { failure, cause, timedOut }: Setback): boolean {
    const { fault } = failure;
    const { state, role, startedAt, isLate } = attempt;
    const { endpoint } = state;
    this.failures.push({ endpoint, fault, cause });
    this.#last = { endpoint, outcome: timedOut ? 'timeout' : fault };
    const now = this.#core.clock.monotonic();
    this.#blame.onEnd(state.circuitOf(this.#size), { role, startedAt, isLate, fault }, now);
    if (fault === 'rate_limited') {
      this.#onRateLimited(state, now);
    } else if (fault === 'request') {
      this.#refusedBy.add(state);
    }
    return NEXT_AFTER[fault] === 'second_opinion' && agree(this.failures, fault);
  }

  onAnswer({ state }: Attempt<unknown>): void {
    this.#blame.onAnswer(state.circuitOf(this.#size), this.#core.clock.monotonic());
  }

  /** Nobody has answered. */
  forgive(): void {
    this.#blame.forgive();
  }

  #onRateLimited(state: EndpointState, now: number): void {
    this.#core.hedgeOf(state.endpoint.model).onRateLimited(now);
    this.#rateLimited += 1;
    // The endpoint has not tried and failed: after its cooldown it may be asked again, within reason.
    if (this.#rateLimited < this.#core.policy.cooldown.maxPerRequest) {
      this.#tried.delete(state);
    }
  }
}
