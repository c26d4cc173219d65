import type { Random } from '@sets/clock';
import type { Fault } from '../failure/fault.ts';

export interface CircuitPolicy {
  /** How far one verdict moves the success share towards 1 or 0. */
  readonly weight: number;
  /** The same for a probe's verdict: probes are rare, so each says more. */
  readonly probeWeight: number;
  /** Below this share the circuit opens … */
  readonly openBelow: number;
  /** … and from this one on it closes again. */
  readonly closeFrom: number;
  /** An open circuit gets a probe this often, while there are requests that it can run beside. */
  readonly probeEveryMs: number;
  /** Each request earns this much of a probe, so that with little traffic not every request has one beside it … */
  readonly probeShare: number;
  /** … and this many can be saved up. */
  readonly probeBurst: number;
  /** Share of `probeEveryMs` that is added at random, so that instances do not probe as one. */
  readonly jitter: number;
}

/** `half_open`: open, with a probe out. */
export type CircuitState = 'closed' | 'half_open' | 'open';

export interface CircuitChange {
  readonly from: CircuitState;
  readonly to: CircuitState;
  /** `silent`: a call got no answer in time, and nobody else had one there meanwhile. */
  readonly reason: 'failures' | 'silent' | 'forgiven' | 'answers' | 'probe_sent' | 'probe_ended';
}

/** A failure that was counted at once and may be taken back. */
export interface Debt {
  readonly lost: number;
  readonly weighedAt: number;
  readonly opened: boolean;
}

/** What failed so long ago, with nobody asking since, says nothing of now. */
const PAUSE_MS = 30_000;

/** Hardly anything is left of the share: one answer to a probe closes the circuit again, three to others. */
const SILENT_WEIGHT = 0.95;

/**
 * How well one endpoint serves one size of work. An open circuit refuses nothing: it only puts its endpoint last, and
 * asks for a probe now and then. There is no window and no doubling to wait for, so nothing has to be forgiven later.
 */
export class Circuit {
  readonly #policy: CircuitPolicy;
  readonly #random: Random;
  readonly #onChange: (change: CircuitChange) => void;
  #state: CircuitState = 'closed';
  #share = 1;
  /** Sum of log(1 − weight) over all moves: by how much an earlier move has faded since. */
  #faded = 0;
  #probeDueAt = 0;
  /** Calls that began before the circuit last opened or closed have not seen what it went by. */
  #changedAt = Number.NEGATIVE_INFINITY;
  #answeredAt: number;
  #newestAnswered = Number.NEGATIVE_INFINITY;
  #calledAt = Number.NEGATIVE_INFINITY;
  #askedSince = Number.POSITIVE_INFINITY;
  #failedAt = Number.NEGATIVE_INFINITY;
  #lastFault: Fault | null = null;
  #failedBefore = Number.NEGATIVE_INFINITY;
  #refusedInARow = 0;

  constructor(policy: CircuitPolicy, random: Random, now: number, onChange: (change: CircuitChange) => void) {
    this.#policy = policy;
    this.#random = random;
    this.#answeredAt = now;
    this.#onChange = onChange;
  }

  get state(): CircuitState {
    return this.#state;
  }

  get isOpen(): boolean {
    return this.#state !== 'closed';
  }

  /** Between 0 and 1; starts at 1. */
  get share(): number {
    return this.#share;
  }

  /** When anything was last answered, late or not; at first, when the circuit was made. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /** When anything was really answered last; before the first answer no time is. */
  get lastAnswerAt(): number {
    return this.#newestAnswered === Number.NEGATIVE_INFINITY ? Number.NEGATIVE_INFINITY : this.#answeredAt;
  }

  /** When the newest call began that was answered. */
  get newestAnswered(): number {
    return this.#newestAnswered;
  }

  /** Somebody was really answered, and nobody has failed since. */
  get hasAnsweredLast(): boolean {
    return this.lastAnswerAt > this.#failedAt;
  }

  /** Of the last call that failed; null before the first. */
  get lastFault(): Fault | null {
    return this.#lastFault;
  }

  /** When a call last began, however it ended; at first, never. */
  get calledAt(): number {
    return this.#calledAt;
  }

  /** Since when calls have begun here, one after another, without an answer to any; infinite when nobody asks. */
  askedSince(now: number): number {
    return now - this.#calledAt > PAUSE_MS ? Number.POSITIVE_INFINITY : this.#askedSince;
  }

  /** When the last failure but one was: what is later has been followed by another. */
  get failedBefore(): number {
    return this.#failedBefore;
  }

  /** It has refused more than one request for what was in it, and answered nobody since. */
  get refusesEverybody(): boolean {
    return this.#refusedInARow > 1;
  }

  /** Nobody has asked it yet, or the last who did was not refused or failed. */
  get mayAnswer(): boolean {
    return this.#calledAt === Number.NEGATIVE_INFINITY || (this.hasAnsweredLast && this.#refusedInARow === 0);
  }

  onCall(now: number): void {
    this.#askedSince = Math.min(this.askedSince(now), now);
    this.#calledAt = now;
  }

  /** An answer came to a call that began at `startedAt`. `counts`: in time, so that it speaks for the endpoint. */
  onAnswer(startedAt: number, counts: boolean, now: number): void {
    this.#answeredAt = now;
    this.#refusedInARow = 0;
    this.#askedSince = Number.POSITIVE_INFINITY;
    this.#newestAnswered = Math.max(this.#newestAnswered, startedAt);
    if (counts && startedAt >= this.#changedAt) {
      this.#move(1, this.#policy.weight, 'answers', now);
    }
  }

  /** A call failed; whether that is held against the endpoint is said by `blame`. */
  onFailure(fault: Fault, now: number): void {
    this.#lastFault = fault;
    this.#failedBefore = this.#failedAt;
    this.#failedAt = now;
  }

  /** A request was refused for what was in it. */
  onRefusal(): void {
    this.#refusedInARow += 1;
  }

  /**
   * A call that began at `startedAt` is late, and nobody else has been answered here since: that says enough about the
   * endpoint to open the circuit at once, however many others are silent too. False when somebody has been answered.
   */
  blameSilence(startedAt: number, now: number): boolean {
    const silent = this.#answeredAt <= startedAt;
    if (silent && startedAt >= this.#changedAt) {
      this.#move(0, SILENT_WEIGHT, 'silent', now);
    }
    return silent;
  }

  /** Counts a failed call that began at `startedAt`. */
  blame(startedAt: number, now: number): Debt {
    const before = { share: this.#share, isOpen: this.isOpen };
    if (startedAt >= this.#changedAt) {
      this.#move(0, this.#policy.weight, 'failures', now);
    }
    return { lost: before.share - this.#share, weighedAt: this.#faded, opened: this.isOpen && !before.isOpen };
  }

  /** Takes back what `blame` counted: what has faded of it meanwhile is gone anyway. */
  forgive(debt: Debt): void {
    this.#share = Math.min(1, this.#share + debt.lost * Math.exp(this.#faded - debt.weighedAt));
    const closeFrom = debt.opened ? this.#policy.openBelow : this.#policy.closeFrom;
    if (this.isOpen && this.#share >= closeFrom) {
      this.#become('closed', 'forgiven');
    }
  }

  probeIsDue(now: number): boolean {
    return this.#state === 'open' && now >= this.#probeDueAt;
  }

  beginProbe(now: number): void {
    this.#scheduleProbe(now);
    this.#become('half_open', 'probe_sent');
  }

  /** `ok` null: the probe was given up before it could tell; the next one may come at once. */
  endProbe(ok: boolean | null, now: number): void {
    if (this.#state !== 'half_open') {
      return;
    }
    this.#become('open', 'probe_ended');
    if (ok === null) {
      this.#probeDueAt = now;
    } else {
      this.#move(ok ? 1 : 0, this.#policy.probeWeight, 'answers', now);
    }
  }

  #move(target: 0 | 1, weight: number, reason: CircuitChange['reason'], now: number): void {
    this.#share += weight * (target - this.#share);
    this.#faded += Math.log(1 - weight);
    if (!this.isOpen && this.#share < this.#policy.openBelow) {
      this.#changedAt = now;
      this.#scheduleProbe(now);
      this.#become('open', reason);
    } else if (this.isOpen && this.#share >= this.#policy.closeFrom) {
      this.#changedAt = now;
      this.#become('closed', reason);
    }
  }

  #scheduleProbe(now: number): void {
    this.#probeDueAt = now + this.#policy.probeEveryMs * (1 + this.#policy.jitter * this.#random());
  }

  #become(to: CircuitState, reason: CircuitChange['reason']): void {
    const from = this.#state;
    this.#state = to;
    this.#onChange({ from, to, reason });
  }
}
