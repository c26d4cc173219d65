import type { Clock } from '../clock.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { EndpointState } from '../endpoint/endpoint-state.ts';
import type { Slot } from '../endpoint/slot.ts';
import { AttemptTimeout, type ClassifyFailure, type FailureClass } from '../failure/classify-failure.ts';

/** Performs one call. It must end soon after `signal` aborts: until it has ended, its slot stays taken. */
export type Send<T> = (endpoint: Endpoint, signal: AbortSignal) => Promise<T>;

export type AttemptResult<T> =
  | { readonly ok: true; readonly value: T; readonly ms: number }
  | {
      readonly ok: false;
      readonly class: FailureClass;
      readonly outcome: FailureClass | 'timeout';
      readonly cause: unknown;
      readonly ms: number;
    };

export interface AttemptOptions<T> {
  readonly state: EndpointState;
  readonly slot: Slot;
  readonly send: Send<T>;
  readonly sizeBucket: string;
  readonly timeoutMs: number;
  /** After this long `onLate` is told, once; null: never. */
  readonly lateMs: number | null;
  readonly onLate: () => void;
  readonly clock: Clock;
  readonly classify: ClassifyFailure;
  /** Called at most once, never after `abandon`. */
  readonly onResult: (result: AttemptResult<T>) => void;
}

/** One call on one slot: its pacing, its own timer, a fresh AbortController, and the slot's verdict and release. */
export class Attempt<T> {
  readonly #options: AttemptOptions<T>;
  readonly #controller = new AbortController();
  #cancelTimer: (() => void) | null = null;
  #settled = false;

  constructor(options: AttemptOptions<T>) {
    this.#options = options;
  }

  get endpoint(): Endpoint {
    return this.#options.state.endpoint;
  }

  get isProbe(): boolean {
    return this.#options.slot.ticket.probeDeadline !== null;
  }

  /** Time since the call began; waiting for pacing does not count. */
  elapsedMs(): number {
    return this.#options.clock.monotonic() - this.#options.slot.startedAt;
  }

  start(): void {
    const { state, clock } = this.#options;
    if (state.pacing.takeNow(state.limit, clock.monotonic())) {
      void this.#call();
    } else {
      void this.#callWhenPaced();
    }
  }

  /** Gives the call up. `lost`: another attempt won. Returns false when it had its result before. */
  abandon(lost: boolean): boolean {
    if (this.#settled) {
      return false;
    }
    const { slot, sizeBucket } = this.#options;
    this.#settle();
    slot.report({ kind: 'abandoned', ms: this.elapsedMs(), sizeBucket, lost });
    this.#controller.abort();
    return true;
  }

  async #callWhenPaced(): Promise<void> {
    const { state, slot, clock } = this.#options;
    await state.pacing.wait(() => state.limit, this.#controller.signal);
    if (this.#settled) {
      slot.release();
    } else {
      state.begin(slot, clock.monotonic());
      await this.#call();
    }
  }

  async #call(): Promise<void> {
    const { state, slot, send, sizeBucket } = this.#options;
    this.#armTimer();
    let result: AttemptResult<T>;
    try {
      const value = await send(state.endpoint, this.#controller.signal);
      result = { ok: true, value, ms: this.elapsedMs() };
      slot.report({ kind: 'success', ms: result.ms, sizeBucket });
    } catch (cause) {
      result = this.#failure(cause);
    }
    this.#finish(result);
  }

  #failure(cause: unknown): AttemptResult<T> {
    const ms = this.elapsedMs();
    const failure = this.#options.classify(cause);
    this.#options.slot.report({ kind: 'failed', failure });
    return { ok: false, class: failure.class, outcome: failure.class, cause, ms };
  }

  /** The real call has ended: only now is the slot free. */
  #finish(result: AttemptResult<T>): void {
    const late = this.#settled;
    this.#settle();
    this.#options.slot.release();
    if (!late) {
      this.#options.onResult(result);
    }
  }

  /** One timer at a time: most calls end before they are late, and timers are a good part of what the pool costs. */
  #armTimer(): void {
    const { clock, timeoutMs, lateMs, onLate } = this.#options;
    const timeOut = () => this.#timeOut();
    if (lateMs === null || lateMs >= timeoutMs) {
      this.#cancelTimer = clock.schedule(timeOut, timeoutMs);
      return;
    }
    this.#cancelTimer = clock.schedule(() => {
      this.#cancelTimer = clock.schedule(timeOut, timeoutMs - lateMs);
      onLate();
    }, lateMs);
  }

  #timeOut(): void {
    if (this.#settled) {
      return;
    }
    const { slot, sizeBucket, timeoutMs } = this.#options;
    const cause = new AttemptTimeout(timeoutMs);
    this.#settle();
    slot.report({ kind: 'timeout', ms: timeoutMs, sizeBucket });
    this.#controller.abort(cause);
    this.#options.onResult({ ok: false, class: 'endpoint', outcome: 'timeout', cause, ms: timeoutMs });
  }

  #settle(): void {
    this.#settled = true;
    this.#cancelTimer?.();
  }
}
