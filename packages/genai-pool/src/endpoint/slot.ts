import type { Failure } from '../failure/classify-failure.ts';
import type { CircuitTicket } from './circuit.ts';
import type { Endpoint } from './endpoint.ts';

/** What an attempt taught about its endpoint. */
export type Verdict =
  | { readonly kind: 'success'; readonly ms: number; readonly sizeBucket: string }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'timeout'; readonly ms: number; readonly sizeBucket: string }
  /** Given up by us. `lost`: another attempt of the same request was faster. */
  | { readonly kind: 'abandoned'; readonly ms: number; readonly sizeBucket: string; readonly lost: boolean };

/** The endpoint's side of a slot. */
export interface SlotOwner {
  readonly endpoint: Endpoint;
  onVerdict(slot: Slot, verdict: Verdict): void;
  onRelease(slot: Slot): void;
}

/**
 * A slot on an endpoint. Verdict and release are apart on purpose: a timed-out or abandoned call has its verdict at
 * once but keeps its slot until the real call has ended. Each happens exactly once, whatever is called how often.
 */
export class Slot {
  readonly ticket: CircuitTicket;
  /** Calls in flight to the endpoint when this one was taken, itself included. */
  readonly level: number;
  /** When the slot was taken, moved forward by `begin` when the call had to wait for pacing. */
  startedAt: number;
  readonly #owner: SlotOwner;
  #hasVerdict = false;
  #released = false;

  constructor(owner: SlotOwner, ticket: CircuitTicket, level: number, now: number) {
    this.#owner = owner;
    this.ticket = ticket;
    this.level = level;
    this.startedAt = now;
  }

  get endpoint(): Endpoint {
    return this.#owner.endpoint;
  }

  get hasVerdict(): boolean {
    return this.#hasVerdict;
  }

  /** False when a verdict was given before. */
  report(verdict: Verdict): boolean {
    if (this.#hasVerdict) {
      return false;
    }
    this.#hasVerdict = true;
    this.#owner.onVerdict(this, verdict);
    return true;
  }

  /** The real call has ended. A slot without a verdict is released as abandoned. False when released before. */
  release(): boolean {
    if (this.#released) {
      return false;
    }
    this.report({ kind: 'abandoned', ms: 0, sizeBucket: '', lost: false });
    this.#released = true;
    this.#owner.onRelease(this);
    return true;
  }
}
