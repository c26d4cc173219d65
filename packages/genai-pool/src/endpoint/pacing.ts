import Bottleneck from 'bottleneck';
import type { Clock } from '../clock.ts';
import { TokenBucket } from './token-bucket.ts';

/** Runs jobs one after another in the order they came, their starts at least the interval apart. */
export interface PacingQueue {
  schedule(job: () => Promise<void>): Promise<void>;
}

export type CreatePacingQueue = (intervalMs: number) => PacingQueue;

/** bottleneck adds 4–5 ms of timer hops to each job (measured), so it is made and used only when tokens run out. */
export const createBottleneckQueue: CreatePacingQueue = (intervalMs) =>
  new Bottleneck({ maxConcurrent: 1, minTime: intervalMs });

/**
 * Paces one endpoint: on average one call per interval, in bursts of up to its concurrency limit. The token bucket
 * answers at once while it has tokens; after that, calls queue in order.
 */
export class Pacing {
  readonly #intervalMs: number;
  readonly #bucket: TokenBucket;
  readonly #clock: Clock;
  readonly #createQueue: CreatePacingQueue;
  #queue: PacingQueue | null = null;
  #queued = 0;

  constructor(intervalMs: number, burst: number, clock: Clock, createQueue: CreatePacingQueue) {
    this.#intervalMs = intervalMs;
    this.#bucket = new TokenBucket(intervalMs, burst, clock.monotonic());
    this.#clock = clock;
    this.#createQueue = createQueue;
  }

  /** Calls waiting for their turn. */
  get queued(): number {
    return this.#queued;
  }

  /** How long a call arriving now would wait. */
  waitMs(burst: number, now: number): number {
    return this.#bucket.waitMs(burst, now) + this.#queued * this.#intervalMs;
  }

  /** True: go ahead. False: tokens have run out, or others wait already; call `wait`. */
  takeNow(burst: number, now: number): boolean {
    return this.#queued === 0 && this.#bucket.take(burst, now);
  }

  /** Resolves when it is this call's turn, or soon after `signal` aborts; an aborted call takes no token. */
  async wait(burst: () => number, signal: AbortSignal): Promise<void> {
    this.#queued += 1;
    this.#queue ??= this.#createQueue(this.#intervalMs);
    try {
      await this.#queue.schedule(() => this.#takeWhenReady(burst, signal));
    } finally {
      this.#queued -= 1;
    }
  }

  async #takeWhenReady(burst: () => number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#bucket.take(burst(), this.#clock.monotonic())) {
      await this.#sleep(this.#bucket.waitMs(burst(), this.#clock.monotonic()), signal);
    }
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = this.#clock.schedule(wake, ms);
      signal.addEventListener('abort', wake);
    });
  }
}
