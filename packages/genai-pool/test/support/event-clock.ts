import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import type { Clock } from '@sets/clock';

interface Timer {
  readonly at: number;
  readonly order: number;
  callback: (() => void) | null;
}

const EPOCH_MS = Date.UTC(2026, 10, 23);

/** Simulated time for long stories: a heap of timers, so that hours of traffic take seconds. */
export class EventClock implements Clock {
  #now = 0;
  #order = 0;
  readonly #heap: Timer[] = [];

  now(): number {
    return EPOCH_MS + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  schedule(callback: () => void, ms: number): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order++, callback };
    this.#push(timer);
    return () => {
      timer.callback = null;
    };
  }

  get pendingTimers(): number {
    return this.#heap.filter(({ callback }) => callback !== null).length;
  }

  /** As `runUntil`, from now. */
  advance(ms: number): Promise<void> {
    return this.runUntil(this.#now + ms);
  }

  /** Runs each timer at its own time, and everything that follows from it before the next. */
  async runUntil(end: number): Promise<void> {
    await afterMicrotasks();
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#pop();
      if (next.callback === null) {
        continue;
      }
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await afterMicrotasks();
    }
    this.#now = Math.max(this.#now, end);
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent], timer)) {
        break;
      }
      this.#swap(at, parent);
      at = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return;
    }
    heap[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = isBefore(heap[right], heap[left]) ? right : left;
      if (!isBefore(heap[child], last)) {
        return;
      }
      this.#swap(at, child);
      at = child;
    }
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a !== undefined && b !== undefined) {
      this.#heap[one] = b;
      this.#heap[other] = a;
    }
  }
}

const isBefore = (one: Timer | undefined, other: Timer | undefined): boolean =>
  one !== undefined && (other === undefined || one.at < other.at || (one.at === other.at && one.order < other.order));
