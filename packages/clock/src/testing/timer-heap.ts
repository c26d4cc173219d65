export interface Timer {
  readonly at: number;
  readonly order: number;
  /** Null once it has been cancelled or has fired. */
  callback: (() => void) | null;
}

/** Timers by time, those of one time in the order in which they were set. A heap: simulations keep thousands. */
export class TimerHeap {
  readonly #heap: Timer[] = [];

  get first(): Timer | undefined {
    return this.#heap[0];
  }

  add(timer: Timer): void {
    let at = this.#heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(this.#heap[parent], timer)) {
        return;
      }
      this.#swap(at, parent);
      at = parent;
    }
  }

  removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) {
      return;
    }
    this.#heap[0] = last;
    let at = 0;
    for (let child = this.#earlierChild(at); isBefore(this.#heap[child], last); child = this.#earlierChild(at)) {
      this.#swap(at, child);
      at = child;
    }
  }

  #earlierChild(at: number): number {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    return isBefore(this.#heap[right], this.#heap[left]) ? right : left;
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a !== undefined && b !== undefined) {
      this.#heap[one] = b;
      this.#heap[other] = a;
    }
  }
}

/** A place without a timer comes last. */
const isBefore = (one: Timer | undefined, other: Timer | undefined): boolean =>
  one !== undefined && (other === undefined || one.at < other.at || (one.at === other.at && one.order < other.order));
