import type { Circuit, Debt } from '../endpoint/circuit.ts';
import { type Fault, NEXT_AFTER } from '../failure/fault.ts';
import type { AttemptRole } from '../observe/observer.ts';

export interface FailedCall {
  readonly role: AttemptRole;
  readonly startedAt: number;
  readonly isLate: boolean;
  readonly fault: Fault;
}

interface Suspect {
  readonly circuit: Circuit;
  readonly startedAt: number;
}

/**
 * Whose fault the failures of one request are. The first one counts at once, or nobody would learn of a region that
 * has just died. A second one takes it back: a request that fails everywhere says more about itself than about
 * anybody's health. When somebody answers it after all, everyone who failed it is to blame; when nobody does, nobody.
 */
export class Blame {
  readonly #suspects: Suspect[] = [];
  #debt: Debt | null = null;

  /** A call has failed for whatever reason. A probe answers for itself, and a late call has been blamed for that. */
  onEnd(circuit: Circuit, call: FailedCall, now: number): void {
    if (call.role === 'probe' || call.isLate || call.fault === 'rate_limited') {
      return;
    }
    if (NEXT_AFTER[call.fault] === 'second_opinion') {
      this.#onVerdict(circuit, call.startedAt);
    } else {
      this.#onFailure(circuit, call.startedAt, now);
    }
  }

  #onFailure(circuit: Circuit, startedAt: number, now: number): void {
    this.#suspects.push({ circuit, startedAt });
    if (this.#suspects.length === 1) {
      this.#debt = circuit.blame(startedAt, now);
    } else {
      this.forgive();
    }
  }

  /** Where nobody at all is answered, no settling is needed; where others are, a late call is a failure as any. */
  onLate(circuit: Circuit, startedAt: number, now: number): void {
    if (!circuit.blameSilence(startedAt, now)) {
      this.#onFailure(circuit, startedAt, now);
    }
  }

  /** Said about the request or the credential: it is held against the endpoint only when another one answers. */
  #onVerdict(circuit: Circuit, startedAt: number): void {
    this.forgive();
    this.#suspects.push({ circuit, startedAt });
  }

  /** `by` has answered. A late call that is answered in the end has been blamed once, which is enough. */
  onAnswer(by: Circuit, now: number): void {
    const counted = this.#debt === null ? null : this.#suspects[0];
    for (const suspect of this.#suspects) {
      if (suspect !== counted && suspect.circuit !== by) {
        suspect.circuit.blame(suspect.startedAt, now);
      }
    }
    this.#suspects.length = 0;
    this.#debt = null;
  }

  /** Nobody has answered, or others fail alike. */
  forgive(): void {
    if (this.#debt !== null) {
      this.#suspects[0]?.circuit.forgive(this.#debt);
      this.#debt = null;
    }
  }
}
