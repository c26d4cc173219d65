/** The endpoint's side of a slot. */
export interface SlotOwner {
  /** The call on `slot` counts to no limit any more. */
  onLinger(slot: Slot): void;
  onRelease(slot: Slot, state: 'taken' | 'lingering'): void;
}

/**
 * A place among the calls in flight to an endpoint, given back exactly once, whatever is called how often. A call that
 * nobody counts on any more (late, or given up) may go on for long: it leaves its slot to others and lingers outside.
 */
export class Slot {
  /** Calls in flight to the endpoint when this one was taken, itself included. */
  readonly level: number;
  readonly takenAt: number;
  /** Of work. */
  readonly size: string;
  readonly #owner: SlotOwner;
  #state: 'taken' | 'lingering' | 'released' = 'taken';
  #lingersSince = Number.POSITIVE_INFINITY;
  #onPushedOut: (() => void) | null = null;

  constructor(owner: SlotOwner, { level, size, now }: { level: number; size: string; now: number }) {
    this.#owner = owner;
    this.level = level;
    this.size = size;
    this.takenAt = now;
  }

  /** `onPushedOut`: too many linger, and this one has done so for the longest: its call ends now. */
  linger(now: number, onPushedOut: () => void): void {
    this.#onPushedOut = onPushedOut;
    if (this.#state === 'taken') {
      this.#lingersSince = now;
      this.#state = 'lingering';
      this.#owner.onLinger(this);
    }
  }

  get lingersSince(): number {
    return this.#lingersSince;
  }

  pushOut(): void {
    this.release();
    this.#onPushedOut?.();
  }

  /** The real call has ended. */
  release(): void {
    const state = this.#state;
    if (state !== 'released') {
      this.#state = 'released';
      this.#owner.onRelease(this, state);
    }
  }
}
