import type { Endpoint } from '../endpoint/endpoint.ts';
import type { EndpointState } from '../endpoint/endpoint-state.ts';
import {
  AllEndpointsUnavailable,
  type AttemptFailure,
  DeadlineExceeded,
  NonRetryableFailure,
  PoolClosed,
  type PoolError,
  RunAborted,
} from '../failure/errors.ts';
import type { AttemptOutcome, TokenUsage } from '../observe/observer.ts';
import type { PoolCore } from '../pool-core.ts';
import { Attempt, type AttemptResult, type Send } from './attempt.ts';
import { type Candidate, chooseEndpoint } from './choose-endpoint.ts';
import type { RunOptions, RunResult } from './run-options.ts';
import { type Survey, survey } from './survey.ts';

interface LiveAttempt<T> {
  readonly attempt: Attempt<T>;
  readonly state: EndpointState;
  readonly number: number;
  readonly hedge: boolean;
}

const NONE: ReadonlySet<EndpointState> = new Set();

/**
 * One `run`: chooses, dispatches, fails over, hedges, waits, gives up. It reacts to what ends (attempts, timers, the
 * caller's signal, the pool's wake) and finishes exactly once; after that it holds no timer, listener or live attempt.
 */
export class RunRequest<T> {
  readonly #core: PoolCore;
  readonly #send: Send<T>;
  readonly #options: RunOptions<T>;
  readonly #resolve: (result: RunResult<T>) => void;
  readonly #reject: (error: PoolError) => void;
  readonly #states: readonly EndpointState[];
  readonly #home: EndpointState | null;
  readonly #sizeBucket: string;
  readonly #deadlineAt: number;
  readonly #maxAttempts: number;
  readonly #failures: AttemptFailure[] = [];
  readonly #tried = new Set<EndpointState>();
  readonly #live = new Set<LiveAttempt<T>>();
  #lastFailure: { endpoint: Endpoint; outcome: AttemptOutcome } | null = null;
  #attempts = 0;
  #repeats = 0;
  #mayRepeat = false;
  #hedged = false;
  #done = false;
  #cancelDeadline: (() => void) | null = null;
  #cancelRepeat: (() => void) | null = null;

  constructor(
    core: PoolCore,
    send: Send<T>,
    options: RunOptions<T>,
    resolve: (result: RunResult<T>) => void,
    reject: (error: PoolError) => void,
  ) {
    this.#core = core;
    this.#send = send;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#states = core.statesOf(options.model);
    this.#home = options.prefer === undefined ? null : core.homeOf(options.model, options.prefer);
    this.#sizeBucket = options.hedge?.sizeBucket ?? 'default';
    this.#maxAttempts = options.maxAttempts ?? Number.POSITIVE_INFINITY;
    this.#deadlineAt = core.clock.monotonic() + (options.deadlineMs ?? core.policy.deadlineMs);
  }

  start(): void {
    this.#core.requests.add(this);
    if (this.#options.signal?.aborted) {
      this.#onAbort();
      return;
    }
    this.#options.signal?.addEventListener('abort', this.#onAbort);
    this.#core.retryBudget.earn();
    this.advance();
  }

  /** Takes the next step: a slot, a place among the waiting, a delayed repeat, or the end. */
  advance(): void {
    if (this.#done) {
      return;
    }
    this.#core.waiting.delete(this);
    const now = this.#core.clock.monotonic();
    const options = this.#survey(now);
    const state = this.#pick(options);
    if (this.#attempts >= this.#maxAttempts) {
      this.#giveUp(now);
    } else if (state !== null) {
      this.#dispatch(state, false, now);
    } else if (options.pending) {
      this.#waitInLine(now);
    } else if (options.tried.length > 0) {
      this.#repeatLater(now);
    } else {
      this.#giveUp(now);
    }
  }

  close(): void {
    this.#fail(new PoolClosed(this.#failures));
  }

  #survey(now: number): Survey {
    return survey(this.#states, this.#mayRepeat ? NONE : this.#tried, now, (state) => {
      const rttMs = this.#core.rttMs(this.#options.prefer, state.endpoint.location);
      return state.predictMs(now, this.#sizeBucket, rttMs);
    });
  }

  /** A first attempt may serve as a probe, so that recovery is noticed; a request that has failed once goes safe. */
  #pick({ free, probes }: Survey): EndpointState | null {
    const probe = probes[Math.floor(this.#core.random() * probes.length)] ?? null;
    if (probe !== null && (this.#attempts === 0 || free.length === 0)) {
      return probe;
    }
    return this.#choose(free);
  }

  #choose(candidates: readonly Candidate<EndpointState>[]): EndpointState | null {
    return chooseEndpoint(candidates, this.#home, this.#core.policy.choice, this.#core.random);
  }

  #armDeadline(now: number): void {
    const expire = () => this.#fail(new DeadlineExceeded(this.#failures));
    this.#cancelDeadline ??= this.#core.clock.schedule(expire, this.#deadlineAt - now);
  }

  #dispatch(state: EndpointState, hedge: boolean, now: number): void {
    const slot = state.acquire(now);
    const repeat = this.#tried.has(state);
    this.#tried.add(state);
    if (!hedge) {
      this.#mayRepeat = false;
    }
    this.#attempts += 1;
    if (this.#attempts === 1 && this.#options.hedge) {
      this.#core.hedgeOf(state.endpoint.model).onRequest();
    }
    if (this.#lastFailure !== null && !hedge) {
      const { endpoint: from, outcome: cause } = this.#lastFailure;
      this.#core.observer.failover({ from, to: state.endpoint, cause, repeat });
    }
    const { attemptTimeoutMs } = this.#core.policy;
    const probeMs = slot.ticket.probeDeadline === null ? Number.POSITIVE_INFINITY : slot.ticket.probeDeadline - now;
    const timeoutMs = Math.min(attemptTimeoutMs, probeMs);
    // A first attempt whose own timer ends before the deadline needs no second one; few requests need another.
    const paced = state.pacing.waitMs(state.limit, now) > 0;
    if (this.#attempts > 1 || paced || this.#deadlineAt - now <= timeoutMs) {
      this.#armDeadline(now);
    }
    const attempt = new Attempt<T>({
      state,
      slot,
      send: this.#send,
      sizeBucket: this.#sizeBucket,
      timeoutMs,
      lateMs: this.#lateMs(state),
      onLate: () => this.#onLate(live),
      clock: this.#core.clock,
      classify: this.#core.classify,
      onResult: (result) => this.#onResult(live, result),
    });
    const live: LiveAttempt<T> = { attempt, state, number: this.#attempts, hedge };
    this.#live.add(live);
    attempt.start();
  }

  #onResult(live: LiveAttempt<T>, result: AttemptResult<T>): void {
    this.#live.delete(live);
    const usage = result.ok ? this.#readUsage(result.value) : null;
    this.#tellAttempt(live, result.ok ? 'success' : result.outcome, result.ms, usage);
    const hedging = this.#core.hedgeOf(live.state.endpoint.model);
    if (result.ok) {
      hedging.onLatency(result.ms, this.#sizeBucket);
      this.#succeed(result.value, live);
      return;
    }
    const { endpoint } = live.state;
    this.#failures.push({ endpoint, class: result.class, cause: result.cause });
    this.#lastFailure = { endpoint, outcome: result.outcome };
    if (result.class === 'rate_limited') {
      hedging.onRateLimited(this.#core.clock.monotonic());
    }
    if (result.class === 'request' || result.class === 'credential') {
      this.#fail(new NonRetryableFailure(result.class, this.#failures));
    } else if (this.#live.size === 0) {
      this.advance();
    }
  }

  #lateMs(state: EndpointState): number | null {
    if (this.#options.hedge === undefined || this.#hedged) {
      return null;
    }
    return this.#core.hedgeOf(state.endpoint.model).delayMs(this.#sizeBucket);
  }

  #onLate(live: LiveAttempt<T>): void {
    if (this.#done || this.#hedged || !this.#live.has(live)) {
      return;
    }
    if (this.#attempts >= this.#maxAttempts) {
      return;
    }
    const now = this.#core.clock.monotonic();
    const { free } = this.#survey(now);
    const idle = free.filter(({ endpoint }) => endpoint.pacing.waitMs(endpoint.limit, now) === 0);
    const state = this.#choose(idle);
    const late = live.state.endpoint;
    const decision = state === null ? 'nowhere' : this.#core.hedgeOf(late.model).decide(now);
    this.#core.observer.hedge({ late, to: state?.endpoint ?? null, decision });
    if (state === null || decision !== 'granted') {
      return;
    }
    this.#hedged = true;
    this.#dispatch(state, true, now);
  }

  #waitInLine(now: number): void {
    this.#armDeadline(now);
    if (this.#core.waiting.size >= this.#core.policy.maxWaiting) {
      this.#giveUp(now, 'saturated');
    } else {
      this.#core.wait(this);
    }
  }

  #repeatLater(now: number): void {
    const { retry } = this.#core.policy;
    const delay = retry.delayMs * (1 + this.#core.random());
    const possible = this.#repeats < retry.maxRepeats && now + delay < this.#deadlineAt;
    if (possible && this.#core.retryBudget.spend()) {
      this.#repeats += 1;
      this.#armDeadline(now);
      this.#cancelRepeat = this.#core.clock.schedule(() => this.#repeatNow(), delay);
    } else {
      this.#giveUp(now);
    }
  }

  /** One token, one repeat: until it is dispatched, endpoints tried before count as untried, also for waiting. */
  #repeatNow(): void {
    this.#mayRepeat = true;
    this.advance();
  }

  #giveUp(now: number, reason?: 'saturated'): void {
    const { policy, observer } = this.#core;
    const earliest = Math.min(...this.#states.map((state) => state.retryAt(now)));
    const why = reason ?? (this.#attempts === 0 ? 'down' : 'exhausted');
    // An endpoint that has just failed is open to others at once, but this request should not come straight back.
    const retryAfterMs = Math.max(earliest - now, why === 'exhausted' ? policy.retry.delayMs : 0);
    observer.rejected({ model: this.#options.model ?? null, reason: why, retryAfterMs });
    this.#fail(new AllEndpointsUnavailable(why, retryAfterMs, this.#failures));
  }

  readonly #onAbort = (): void => {
    const error = new RunAborted(this.#failures);
    if (this.#failures.length === 0) {
      error.cause = this.#options.signal?.reason;
    }
    this.#fail(error);
  };

  #succeed(value: T, winner: LiveAttempt<T>): void {
    if (this.#done) {
      return;
    }
    const abandoned = [...this.#live].map((live) => live.state.endpoint);
    this.#end(true);
    const { endpoint } = winner.state;
    this.#resolve({ value, endpoint, attempts: this.#attempts, failures: this.#failures, abandoned });
  }

  #fail(error: PoolError): void {
    if (this.#done) {
      return;
    }
    this.#end(false);
    this.#reject(error);
  }

  #end(won: boolean): void {
    this.#done = true;
    this.#core.requests.delete(this);
    this.#core.waiting.delete(this);
    this.#cancelDeadline?.();
    this.#cancelRepeat?.();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    for (const live of this.#live) {
      this.#abandon(live, won);
    }
    this.#live.clear();
  }

  #abandon(live: LiveAttempt<T>, lost: boolean): void {
    const ms = live.attempt.elapsedMs();
    if (!live.attempt.abandon(lost)) {
      return;
    }
    this.#tellAttempt(live, 'abandoned', ms, null);
  }

  /** Accounting must not cost the caller its answer. */
  #readUsage(value: T): TokenUsage | null {
    try {
      return this.#options.usage?.(value) ?? null;
    } catch {
      return null;
    }
  }

  #tellAttempt(live: LiveAttempt<T>, outcome: AttemptOutcome, durationMs: number, usage: TokenUsage | null): void {
    const { number, hedge, attempt } = live;
    const { endpoint, isProbe: probe } = attempt;
    const sizeBucket = this.#sizeBucket;
    this.#core.observer.attempt({ endpoint, outcome, durationMs, number, hedge, probe, sizeBucket, usage });
  }
}
