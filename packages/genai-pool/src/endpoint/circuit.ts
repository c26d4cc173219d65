import type { Random } from '../clock.ts';

export interface CircuitPolicy {
  /** Failures in a row that open the circuit. */
  readonly consecutiveFailures: number;
  /** Outcomes remembered for the failure rate. Counted, not timed: the circuit trips at 0.1 rps as at 100. */
  readonly windowSize: number;
  /** Outcomes needed in the window before its failure rate means anything. */
  readonly minimumCalls: number;
  /** Share of failures in the window that opens the circuit. */
  readonly failureRate: number;
  /** First time spent open; doubles with every reopening. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** Each open time is stretched by up to this share, so that endpoints do not probe in step. */
  readonly jitter: number;
  /** A probe without a verdict by then has failed. Stretched to three times the endpoint's usual latency. */
  readonly probeDeadlineMs: number;
  readonly successesToClose: number;
  /** Successes in a row, once closed, after which the next opening starts from `openMs` again. */
  readonly forgiveAfterSuccesses: number;
}

export type CircuitVerdict = 'success' | 'failure' | 'neutral';

export type CircuitState = 'closed' | 'open' | 'half_open';

/** Given to each call on entry and handed back with its verdict; a ticket of an older generation changes nothing. */
export interface CircuitTicket {
  readonly generation: number;
  /** Set on a probe: the monotonic time by which its verdict is due. */
  readonly probeDeadline: number | null;
}

export interface CircuitChange {
  readonly from: CircuitState;
  readonly to: CircuitState;
  readonly reason: 'failures' | 'probe_failed' | 'probe_lost' | 'probing' | 'probes_succeeded';
  /** How long the circuit stays open; null when it does not. */
  readonly openForMs: number | null;
}

type State =
  | { kind: 'closed'; outcomes: boolean[]; failuresInRow: number; successesInRow: number }
  | { kind: 'open'; until: number }
  | { kind: 'half_open'; successes: number; probe: CircuitTicket | null };

const closedState = (): State => ({ kind: 'closed', outcomes: [], failuresInRow: 0, successesInRow: 0 });

/**
 * Closed, open, half-open, by counts. Races closed: a verdict from before the last transition is ignored (generation);
 * only one probe is out at a time; a probe that never reports gives its place back at its deadline.
 */
export class Circuit {
  #state: State = closedState();
  #generation = 0;
  #reopenings = 0;
  readonly #policy: CircuitPolicy;
  readonly #random: Random;
  readonly #onChange: (change: CircuitChange) => void;

  constructor(policy: CircuitPolicy, random: Random, onChange: (change: CircuitChange) => void) {
    this.#policy = policy;
    this.#random = random;
    this.#onChange = onChange;
  }

  get generation(): number {
    return this.#generation;
  }

  /** What a call arriving at `now` would meet. Changes nothing but a probe that has outlived its deadline. */
  admits(now: number): 'pass' | 'probe' | 'no' {
    this.#dropLostProbe(now);
    const state = this.#state;
    if (state.kind === 'closed') {
      return 'pass';
    }
    if (state.kind === 'open') {
      return now >= state.until ? 'probe' : 'no';
    }
    return state.probe === null ? 'probe' : 'no';
  }

  /** The earliest monotonic time at which a call may get through; `now` when it may already. */
  admitsAt(now: number): number {
    const state = this.#state;
    if (state.kind === 'open') {
      return Math.max(now, state.until);
    }
    return state.kind === 'half_open' && state.probe ? Math.max(now, state.probe.probeDeadline ?? now) : now;
  }

  /** Takes a call in; only after `admits` said so. `usualMs` is the endpoint's usual latency. */
  enter(now: number, usualMs: number): CircuitTicket {
    if (this.#state.kind === 'closed') {
      return { generation: this.#generation, probeDeadline: null };
    }
    if (this.admits(now) !== 'probe') {
      throw new Error('circuit entered while it admits nothing');
    }
    if (this.#state.kind === 'open') {
      this.#become({ kind: 'half_open', successes: 0, probe: null }, 'probing', null);
    }
    const deadline = now + Math.max(this.#policy.probeDeadlineMs, 3 * usualMs);
    const ticket = { generation: this.#generation, probeDeadline: deadline };
    if (this.#state.kind === 'half_open') {
      this.#state.probe = ticket;
    }
    return ticket;
  }

  record(ticket: CircuitTicket, verdict: CircuitVerdict, now: number): void {
    this.#dropLostProbe(now);
    if (ticket.generation !== this.#generation) {
      return;
    }
    const state = this.#state;
    if (state.kind === 'closed') {
      this.#recordClosed(state, verdict, now);
    } else if (state.kind === 'half_open' && state.probe === ticket) {
      this.#recordProbe(state, verdict, now);
    }
  }

  snapshot(now: number): { state: CircuitState; retryInMs: number; failuresInRow: number } {
    const failuresInRow = this.#state.kind === 'closed' ? this.#state.failuresInRow : 0;
    return { state: this.#state.kind, retryInMs: this.admitsAt(now) - now, failuresInRow };
  }

  #recordClosed(state: State & { kind: 'closed' }, verdict: CircuitVerdict, now: number): void {
    if (verdict === 'neutral') {
      return;
    }
    const failed = verdict === 'failure';
    state.failuresInRow = failed ? state.failuresInRow + 1 : 0;
    state.successesInRow = failed ? 0 : state.successesInRow + 1;
    if (state.successesInRow >= this.#policy.forgiveAfterSuccesses) {
      this.#reopenings = 0;
    }
    state.outcomes.push(failed);
    if (state.outcomes.length > this.#policy.windowSize) {
      state.outcomes.shift();
    }
    if (!failed) {
      return;
    }
    const failures = state.outcomes.filter(Boolean).length;
    const rateExceeded =
      state.outcomes.length >= this.#policy.minimumCalls &&
      failures >= this.#policy.failureRate * state.outcomes.length;
    if (state.failuresInRow >= this.#policy.consecutiveFailures || rateExceeded) {
      this.#open('failures', now);
    }
  }

  #recordProbe(state: State & { kind: 'half_open' }, verdict: CircuitVerdict, now: number): void {
    state.probe = null;
    if (verdict === 'failure') {
      this.#open('probe_failed', now);
    }
    if (verdict !== 'success') {
      return;
    }
    state.successes += 1;
    if (state.successes >= this.#policy.successesToClose) {
      this.#become(closedState(), 'probes_succeeded', null);
    }
  }

  #dropLostProbe(now: number): void {
    const state = this.#state;
    if (state.kind !== 'half_open' || state.probe === null) {
      return;
    }
    if (now >= (state.probe.probeDeadline ?? 0)) {
      this.#open('probe_lost', now);
    }
  }

  #open(reason: CircuitChange['reason'], now: number): void {
    const base = Math.min(this.#policy.maxOpenMs, this.#policy.openMs * 2 ** this.#reopenings);
    const openForMs = base * (1 + this.#policy.jitter * this.#random());
    this.#reopenings = Math.min(this.#reopenings + 1, 30);
    this.#become({ kind: 'open', until: now + openForMs }, reason, openForMs);
  }

  #become(next: State, reason: CircuitChange['reason'], openForMs: number | null): void {
    const from = this.#state.kind;
    this.#state = next;
    this.#generation += 1;
    this.#onChange({ from, to: next.kind, reason, openForMs });
  }
}
