import type { Clock } from '@sets/clock';
import type { Usual } from '../budget/usual.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { EndpointState } from '../endpoint/endpoint-state.ts';
import type { Slot } from '../endpoint/slot.ts';
import type { ClassifyFailure, Failure } from '../failure/fault.ts';
import { AttemptTimeout } from '../failure/reply-failure.ts';
import type { AttemptOutcome, AttemptRole, TokenUsage } from '../observe/observer.ts';

export interface SendContext {
  /** True for a call beside the user's request: it should cost the request nothing that is counted per request. */
  readonly probe: boolean;
  /**
   * To be called when the call really goes out. From then on its time counts; what came before (credentials, waiting
   * for a socket) is no latency of the endpoint. A `send` that never calls it is timed from its start.
   */
  readonly onWire: () => void;
}

/** Performs one call. It must end soon after `signal` aborts, whatever hangs below it. */
export type Send<T> = (endpoint: Endpoint, signal: AbortSignal, context: SendContext) => Promise<T>;

export type AttemptResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure; readonly timedOut: boolean; readonly cause: unknown };

export interface AttemptListener<T> {
  /** The call has been out for longer than most. */
  onSlow(attempt: Attempt<T>): void;
  /** The call is late: it counts as failed, but stays alive. */
  onLate(attempt: Attempt<T>): void;
  /** At most once, and never after the attempt was given up. */
  onEnd(attempt: Attempt<T>, result: AttemptResult<T>): void;
}

export interface AttemptOptions<T> {
  readonly state: EndpointState;
  readonly slot: Slot;
  readonly role: AttemptRole;
  readonly number: number;
  readonly size: string;
  /** What the call is expected to cost. */
  readonly tokens: number;
  readonly send: Send<T>;
  /** Null: never. */
  readonly slowMs: number | null;
  readonly lateMs: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly classify: ClassifyFailure;
  /** Learns how long calls of this size take. */
  readonly usual: Usual;
  /** Stands for the request towards its endpoints. */
  readonly request: object;
  readonly listener: AttemptListener<T>;
}

/** One call on one slot: its timers, a fresh AbortController, and what the endpoint learns from it. */
export class Attempt<T> {
  readonly role: AttemptRole;
  readonly number: number;
  readonly state: EndpointState;
  readonly #options: AttemptOptions<T>;
  readonly #controller = new AbortController();
  #startedAt: number;
  #endedAt: number | null = null;
  #runsOn: ((outcome: AttemptOutcome) => void) | null = null;
  #phase: 'early' | 'slow' | 'late' = 'early';
  #cancelTimer: (() => void) | null = null;

  constructor(options: AttemptOptions<T>) {
    this.#options = options;
    this.role = options.role;
    this.number = options.number;
    this.state = options.state;
    this.#startedAt = options.slot.takenAt;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  get isLate(): boolean {
    return this.#phase === 'late';
  }

  get queuedMs(): number {
    return this.#startedAt - this.#options.slot.takenAt;
  }

  /** On the wire, up to the end of the call or up to now. */
  get durationMs(): number {
    return (this.#endedAt ?? this.#options.clock.monotonic()) - this.#startedAt;
  }

  async start(): Promise<void> {
    const { state, slot, send, role } = this.#options;
    this.#armTimer();
    let result: AttemptResult<T>;
    try {
      const context = { probe: role === 'probe', onWire: () => this.#onWire() };
      result = { ok: true, value: await send(state.endpoint, this.#controller.signal, context) };
    } catch (cause) {
      result = { ok: false, failure: this.#options.classify(cause), timedOut: false, cause };
    }
    if (this.#endedAt === null) {
      this.#end(result);
    }
    slot.release();
  }

  /** Gives the call up, for no fault of the endpoint. False when it had ended before. */
  abandon(): boolean {
    if (this.#endedAt !== null) {
      return false;
    }
    this.#giveUp(new DOMException('the call was given up', 'AbortError'));
    if (this.role === 'probe' && !this.isLate) {
      this.#circuit.endProbe(null, this.#options.clock.monotonic());
    }
    return true;
  }

  /** The request is over, but the call runs on until it is answered, fails or is late; `onOver` hears of that. */
  runOn(onOver: (outcome: AttemptOutcome) => void): void {
    this.#runsOn = onOver;
    this.#armTimer();
  }

  /** The answer has told what the call cost. */
  settleTokens(usage: TokenUsage | null): void {
    const { tokens, usual } = this.#options;
    if (usage !== null) {
      const actual = usage.inputTokens + usage.outputTokens;
      usual.observeTokens(actual);
      this.state.settleTokens(tokens, actual);
    }
  }

  get #circuit() {
    return this.state.circuitOf(this.#options.size);
  }

  #onWire(): void {
    // A call that is late before it is on the wire has met a host that does not even accept it.
    if (this.#endedAt === null && this.#phase !== 'late') {
      this.#startedAt = this.#options.clock.monotonic();
      this.#armTimer();
    }
  }

  /** One timer at a time: most calls end before the first, and timers are a good part of what the pool costs. */
  #armTimer(): void {
    this.#cancelTimer?.();
    const { slowMs, lateMs, timeoutMs, clock } = this.#options;
    if (this.#phase === 'early' && (slowMs === null || slowMs >= lateMs || this.#runsOn !== null)) {
      this.#phase = 'slow';
    }
    const dueMs = { early: slowMs ?? 0, slow: Math.min(lateMs, timeoutMs), late: timeoutMs }[this.#phase];
    const leftMs = Math.max(0, dueMs - (clock.monotonic() - this.#startedAt));
    // Nobody waits for a call that only runs on: it need not keep a process alive.
    this.#cancelTimer = clock.schedule(() => this.#onTimer(), leftMs, { unref: this.#runsOn !== null });
  }

  #onTimer(): void {
    if (this.#phase === 'late') {
      this.#timeOut();
      return;
    }
    const reached = this.#phase;
    this.#phase = reached === 'early' ? 'slow' : 'late';
    this.#armTimer();
    if (reached === 'early') {
      this.#options.listener.onSlow(this);
    } else {
      this.#becomeLate();
    }
  }

  #becomeLate(): void {
    const { size, slot, clock, listener } = this.#options;
    this.state.onLate(size);
    slot.linger(clock.monotonic(), () => this.#timeOut());
    if (this.role === 'probe') {
      this.#circuit.endProbe(false, clock.monotonic());
    }
    if (this.#runsOn === null) {
      listener.onLate(this);
      return;
    }
    if (this.role !== 'probe') {
      this.#blameLateness(clock.monotonic());
    }
    this.#giveUp(new AttemptTimeout(this.durationMs));
    this.#runsOn('late');
  }

  #blameLateness(now: number): void {
    if (!this.#circuit.blameSilence(this.#startedAt, now)) {
      this.#circuit.blame(this.#startedAt, now);
    }
  }

  /** At the limit of its own, or earlier because too many late calls are out. */
  #timeOut(): void {
    if (this.#endedAt !== null) {
      return;
    }
    const cause = new AttemptTimeout(this.durationMs);
    this.#giveUp(cause);
    const failure: Failure = { fault: 'endpoint', retryAfterMs: null };
    this.#options.listener.onEnd(this, { ok: false, failure, timedOut: true, cause });
  }

  #giveUp(reason: Error): void {
    const { slot, clock } = this.#options;
    this.#finish();
    this.#controller.abort(reason);
    // The real call may go on until it notices; nothing more can be done about one that does not.
    slot.linger(clock.monotonic(), () => undefined);
  }

  #finish(): void {
    this.#endedAt = this.#options.clock.monotonic();
    this.#cancelTimer?.();
  }

  #end(result: AttemptResult<T>): void {
    this.#finish();
    if (result.ok) {
      this.#onAnswer();
    } else {
      this.#onFailure(result.failure);
    }
    if (this.#runsOn === null) {
      this.#options.listener.onEnd(this, result);
    } else {
      this.#runsOn(result.ok ? 'success' : result.failure.fault);
    }
  }

  #onAnswer(): void {
    const { slot, size, clock, usual } = this.#options;
    const isProbe = this.role === 'probe';
    usual.observe(this.durationMs);
    const counts = !this.isLate && !isProbe;
    this.state.onAnswer(slot, { ms: this.durationMs, size, counts, startedAt: this.#startedAt });
    if (isProbe && !this.isLate) {
      this.#circuit.endProbe(true, clock.monotonic());
    }
  }

  #onFailure(failure: Failure): void {
    const { slot, size, tokens, request, clock } = this.#options;
    this.state.settleTokens(tokens, 0);
    if (!this.isLate || failure.fault === 'rate_limited') {
      this.state.onFailure(slot, failure, { size, startedAt: this.#startedAt, request });
    }
    if (this.isLate) {
      return;
    }
    const now = clock.monotonic();
    if (this.role === 'probe') {
      // A refusal for its number of calls says nothing about its health, and a cooldown keeps probes away anyway.
      this.#circuit.endProbe(failure.fault === 'rate_limited' ? null : false, now);
    } else if (this.#runsOn !== null && failure.fault === 'endpoint') {
      this.#circuit.blame(this.#startedAt, now);
    }
  }
}
