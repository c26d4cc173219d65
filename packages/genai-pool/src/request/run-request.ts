import type { Usual } from '../budget/usual.ts';
import type { EndpointState } from '../endpoint/endpoint-state.ts';
import { DeadlineExceeded, PoolClosed, type PoolError, RunAborted } from '../failure/errors.ts';
import type { Fault } from '../failure/fault.ts';
import type { AttemptRole } from '../observe/observer.ts';
import type { OpenRequest, PoolCore } from '../pool-core.ts';
import { Attempt, type AttemptListener, type AttemptResult, type Send } from './attempt.ts';
import { type Ending, giveUp, othersServed, servedAt, type WhyGiveUp } from './give-up.ts';
import { LinePlaces } from './line-places.ts';
import { LiveCalls } from './live-calls.ts';
import { chooseWell, nextStep } from './next-step.ts';
import { isOutage, longestUnseen } from './outage.ts';
import { Repeats } from './repeats.ts';
import { Report } from './report.ts';
import type { RunOptions, RunResult } from './run-options.ts';
import { planRun, type RunPlan } from './run-plan.ts';
import { Setbacks } from './setbacks.ts';
import { isReachable, survey } from './survey.ts';
import type { TierMember } from './tier.ts';

export interface Settle<T> {
  readonly resolve: (result: RunResult<T>) => void;
  readonly reject: (error: PoolError) => void;
}

/**
 * One `run`: chooses, dispatches, fails over, hedges, waits, gives up. It reacts to what ends (calls, timers, the
 * caller's signal, the pool's call from the line) and finishes exactly once. After that it holds no timer, no listener
 * and no place in a line; what may run on is a probe, or a call that a hedge has overtaken, up to its verdict.
 *
 * Longer than a file should be, and whole: each step may lead to any other, and to the end.
 */
export class RunRequest<T> implements OpenRequest, AttemptListener<T> {
  readonly tokens: number;
  readonly #core: PoolCore;
  readonly #send: Send<T>;
  readonly #options: RunOptions<T>;
  readonly #settle: Settle<T>;
  readonly #plan: RunPlan;
  readonly #setbacks: Setbacks;
  readonly #report: Report<T>;
  readonly #live = new LiveCalls<T>();
  readonly #repeats: Repeats;
  readonly #places = new LinePlaces();
  #attempts = 0;
  #mayRepeat = false;
  #hedged = false;
  #done = false;
  #cancelDeadline: (() => void) | null = null;
  #cancelVerdict: (() => void) | null = null;

  constructor(core: PoolCore, send: Send<T>, options: RunOptions<T>, settle: Settle<T>) {
    this.#core = core;
    this.#send = send;
    this.#options = options;
    this.#settle = settle;
    this.#plan = planRun(core, options);
    const { size, tokens, deadlineAt } = this.#plan.wish;
    this.tokens = tokens;
    this.#setbacks = new Setbacks(core, size);
    this.#report = new Report(core, size, options.usage);
    const { policy, retryBudget: budget, clock, random } = core;
    this.#repeats = new Repeats({ policy: policy.retry, budget, clock, random, deadlineAt });
  }

  start(): void {
    this.#core.requests.add(this);
    this.#options.signal?.addEventListener('abort', this.#onAbort);
    this.#core.retryBudget.earn();
    this.#core.probeBudget.earn();
    this.advance();
  }

  /** Takes the next step: a call, a place in line, a delayed repeat, or the end. */
  advance(): void {
    if (this.#done) {
      return;
    }
    if (this.#options.signal?.aborted) {
      this.#onAbort();
      return;
    }
    this.#leaveLine();
    const now = this.#core.clock.monotonic();
    const serving = this.#plan.tier.serving(now);
    const { afterMs } = this.#core.policy.outage;
    if (this.#attempts >= this.#plan.maxAttempts) {
      this.#giveUpUnlessLive('nothing_left');
    } else if (!this.#mayCall(now)) {
      this.#giveUpOnceKnown(now);
    } else if (isOutage(serving, { size: this.#plan.wish.size, tokens: this.tokens, afterMs, now })) {
      this.#lookAround(serving, now);
    } else {
      this.#step(serving, now);
    }
  }

  close(): void {
    this.#fail(new PoolClosed(this.#setbacks.failures));
  }

  onSlow(attempt: Attempt<T>): void {
    const now = this.#core.clock.monotonic();
    if (this.#hedged || !this.#mayCall(now)) {
      return;
    }
    const idle = survey(this.#untried(this.#plan.tier.serving(now)), this.#plan.wish, now).filter(
      ({ availability, isOpen }) => availability === 'free' && !isOpen,
    );
    const to = chooseWell(idle, this.#core.choice)?.endpoint ?? null;
    const slow = attempt.state.endpoint;
    const decision = to === null ? 'nowhere' : this.#core.hedgeOf(slow.model).decide(now);
    this.#core.observer.hedge({ slow, to: to?.endpoint ?? null, decision });
    if (to !== null && decision === 'granted') {
      this.#hedged = true;
      this.#dispatch(to, 'hedge', now);
    }
  }

  onLate(attempt: Attempt<T>): void {
    if (attempt.role !== 'probe') {
      this.#setbacks.onLate(attempt);
      this.#goOn();
    }
  }

  onEnd(attempt: Attempt<T>, result: AttemptResult<T>): void {
    this.#live.delete(attempt);
    if (result.ok) {
      this.#succeed(result.value, attempt);
      return;
    }
    this.#report.attempt(attempt, result.timedOut ? 'timeout' : result.failure.fault);
    if (this.#setbacks.onFailure(attempt, result) && !this.#mayBeTaken(result.failure.fault)) {
      this.#giveUp('nothing_left');
    } else {
      this.#goOn();
    }
  }

  /** What two have refused may be taken by others. */
  #mayBeTaken(fault: Fault): boolean {
    const { tier, wish, startedAt } = this.#plan;
    const now = this.#core.clock.monotonic();
    const untried = this.#untried(tier.serving(now)).map(({ state }) => state.circuitOf(wish.size));
    if (fault === 'request') {
      // The word of those that refuse everybody says little of this request.
      return this.#setbacks.areOfRefusers && untried.some(({ mayAnswer }) => mayAnswer);
    }
    // A credential is taken where somebody was served last; while it goes fast, all are asked.
    const isFast = now - startedAt < this.#core.policy.outage.afterMs;
    return untried.some(({ hasAnsweredLast }) => isFast || hasAnsweredLast);
  }

  /** After a failure: onwards, unless a call is out that the request may count on. */
  #goOn(): void {
    if (!this.#live.canBeCountedOn) {
      this.advance();
    }
  }

  /** Nobody answers anybody: as many calls as suffice to notice the end; where few ask, that is each endpoint once. */
  #lookAround(serving: readonly TierMember[], now: number): void {
    const { tier, wish } = this.#plan;
    this.#core.onOutage(tier, wish.size);
    const untried = serving.filter(({ state }) => !this.#setbacks.hasTried(state));
    const reachable = untried.filter(({ state }) => isReachable(state, this.tokens, now));
    const next = longestUnseen(reachable, wish.size);
    const isFirst = this.#attempts === 0;
    if (next !== null && this.#core.takeOutageCall({ tier, size: wish.size, isFirst }, now)) {
      this.#dispatch(next, isFirst ? 'first' : 'failover', now);
      return;
    }
    // One that cools down but has answered last is worth waiting for: it is not known to have gone with the others.
    const backSoon = survey(untried, wish, now).filter(
      (option) => option.backSoon && option.endpoint.circuitOf(wish.size).hasAnsweredLast,
    );
    if (backSoon.length > 0) {
      this.#waitInLine(
        backSoon.map(({ endpoint }) => endpoint),
        now,
      );
    } else {
      this.#giveUpUnlessLive('outage');
    }
  }

  #step(serving: readonly TierMember[], now: number): void {
    const step = nextStep(survey(this.#untried(serving), this.#plan.wish, now), this.#core.choice);
    if (step.kind === 'go') {
      const role = this.#attempts === 0 ? 'first' : this.#mayRepeat ? 'repeat' : 'failover';
      this.#dispatch(step.option.endpoint, role, now);
      this.#probeBeside(serving, step.option.rank, now);
      if (step.option.isOpen && this.#setbacks.haveMetWellOnes) {
        this.#repeatLater(now);
      }
    } else if (step.kind === 'wait') {
      this.#waitInLine(
        step.options.map(({ endpoint }) => endpoint),
        now,
      );
    } else if (this.#setbacks.areMixed) {
      this.#giveUpOnceKnown(now);
    } else if (!this.#repeatLater(now)) {
      this.#giveUpUnlessLive('nothing_left');
    }
  }

  /** Neither its own limit nor its caller forbids a further call. */
  #mayCall(now: number): boolean {
    const { mayCall } = this.#options;
    return this.#attempts < this.#plan.maxAttempts && (mayCall === undefined || mayCall(now - servedAt(this.#ending)));
  }

  #untried(serving: readonly TierMember[]): readonly TierMember[] {
    return this.#mayRepeat || this.#setbacks.hasTriedNone
      ? serving
      : serving.filter(({ state }) => !this.#setbacks.hasTried(state));
  }

  /** A sick endpoint is looked after beside the user's request, never at its expense. */
  #probeBeside(serving: readonly TierMember[], rank: number, now: number): void {
    if (this.#done) {
      return;
    }
    const due = serving.find(
      (member) =>
        member.rank <= rank &&
        !this.#setbacks.hasTried(member.state) &&
        member.state.circuitOf(this.#plan.wish.size).probeIsDue(now) &&
        isReachable(member.state, this.tokens, now),
    );
    if (due !== undefined && this.#mayCall(now) && this.#core.probeBudget.spend()) {
      due.state.circuitOf(this.#plan.wish.size).beginProbe(now);
      this.#dispatch(due.state, 'probe', now);
    }
  }

  #dispatch(state: EndpointState, role: AttemptRole, now: number): void {
    const { policy, clock, classify } = this.#core;
    const usual = this.#core.usualOf(state.endpoint.model, this.#plan.wish.size);
    this.#setbacks.onTry(state);
    this.#attempts += 1;
    if (role === 'first' && this.#options.hedge) {
      this.#core.hedgeOf(state.endpoint.model).onRequest();
    }
    if (role === 'failover' || role === 'repeat') {
      this.#mayRepeat = false;
      this.#report.failover(this.#setbacks, state, role === 'repeat');
    }
    // A first call whose own timer ends before the deadline needs no second one; few requests need another.
    if (this.#attempts > 1 || this.#plan.wish.deadlineAt - now <= policy.attemptTimeoutMs) {
      this.#armDeadline(now);
    }
    const attempt = new Attempt<T>({
      ...{ state, role, usual, clock, classify },
      slot: state.acquire(this.#plan.wish.size, this.tokens, now),
      number: this.#attempts,
      size: this.#plan.wish.size,
      tokens: this.tokens,
      send: this.#send,
      slowMs: this.#slowMs(role, usual),
      lateMs: usual.lateMs,
      timeoutMs: policy.attemptTimeoutMs,
      request: this,
      listener: this,
    });
    this.#live.add(attempt);
    void attempt.start();
  }

  #slowMs(role: AttemptRole, usual: Usual): number | null {
    const mayHedge = this.#options.hedge === true && !this.#hedged && role !== 'probe' && role !== 'hedge';
    return mayHedge ? usual.slowMs : null;
  }

  #waitInLine(states: readonly EndpointState[], now: number): void {
    if (this.#core.waiting.size >= this.#core.policy.maxWaiting) {
      this.#giveUpUnlessLive('saturated');
      return;
    }
    this.#armDeadline(now);
    this.#core.waiting.add(this);
    this.#places.join(states, this, this.#plan.wish.deadlineAt);
  }

  #leaveLine(): void {
    this.#core.waiting.delete(this);
    this.#places.leave();
  }

  /** Once more where it has failed before, after a while. False when that may not be. */
  #repeatLater(now: number): boolean {
    if (this.#done || !this.#setbacks.mayPass) {
      return false;
    }
    const mayRepeat = this.#repeats.schedule(now, () => {
      this.#mayRepeat = true;
      this.advance();
    });
    if (mayRepeat) {
      this.#armDeadline(now);
    }
    return mayRepeat;
  }

  #armDeadline(now: number): void {
    const expire = () => this.#fail(new DeadlineExceeded(othersServed(this.#ending), this.#setbacks.failures));
    this.#cancelDeadline ??= this.#core.clock.schedule(expire, this.#plan.wish.deadlineAt - now);
  }

  get #ending(): Ending {
    const { tier, wish, startedAt } = this.#plan;
    return { tier, wish, startedAt, failures: this.#setbacks.failures };
  }

  #giveUpUnlessLive(why: WhyGiveUp): void {
    if (this.#live.size === 0) {
      this.#giveUp(why);
    }
  }

  /**
   * A request that fails fast has hardly begun when it may call no more, or has nobody to ask. Whether others are answered
   * meanwhile, so that its failure is its own, shows by the next call that is answered, or within the time that it takes to
   * notice an outage.
   */
  #giveUpOnceKnown(now: number): void {
    if (othersServed(this.#ending) === 'to_later_calls') {
      this.#giveUpUnlessLive('nothing_left');
    } else if (this.#live.size === 0 && !this.#done) {
      const { clock, policy } = this.#core;
      this.#armDeadline(now);
      this.#core.undecided.add(this);
      this.#cancelVerdict ??= clock.schedule(() => {
        this.#cancelVerdict = null;
        this.#giveUpUnlessLive('nothing_left');
      }, policy.outage.afterMs);
    }
  }

  #giveUp(why: WhyGiveUp): void {
    this.#fail(giveUp(this.#core, why, this.#ending));
  }

  readonly #onAbort = (): void => {
    const error = new RunAborted(this.#setbacks.failures);
    if (this.#setbacks.failures.length === 0) {
      error.cause = this.#options.signal?.reason;
    }
    this.#fail(error);
  };

  #succeed(value: T, winner: Attempt<T>): void {
    const usage = this.#report.usageOf(value);
    winner.settleTokens(usage);
    this.#report.attempt(winner, 'success', usage);
    this.#setbacks.onAnswer(winner);
    this.#core.onAnswer(this.#plan.tier, this.#plan.wish.size);
    const abandoned = this.#live.endpoints;
    this.#end(winner);
    const { endpoint } = winner.state;
    this.#settle.resolve({ value, endpoint, attempts: this.#attempts, failures: this.#setbacks.failures, abandoned });
  }

  #fail(error: PoolError): void {
    if (!this.#done) {
      this.#setbacks.forgive();
      this.#end(null);
      this.#settle.reject(error);
    }
  }

  #end(winner: Attempt<T> | null): void {
    this.#done = true;
    this.#core.requests.delete(this);
    this.#leaveLine();
    this.#cancelDeadline?.();
    this.#cancelVerdict?.();
    this.#core.undecided.delete(this);
    this.#repeats.cancel();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#live.end(winner, (attempt, outcome) => this.#report.attempt(attempt, outcome));
  }
}
