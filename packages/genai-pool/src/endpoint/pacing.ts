import { type Clock, sleep } from '@sets/clock';
import Bottleneck from 'bottleneck';
import { TokenBucket } from '../budget/token-bucket.ts';

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
 * answers at once while it has tokens. After that turns are spaced out for whoever is first in the endpoint's line
 * when a turn comes, not for a certain call: who leaves the line leaves no turn behind, and no slot.
 */
export class Pacing {
  readonly #intervalMs: number;
  readonly #bucket: TokenBucket;
  readonly #clock: Clock;
  readonly #createQueue: CreatePacingQueue;
  #queue: PacingQueue | null = null;
  #turnIsComing = false;

  constructor(intervalMs: number, burst: number, clock: Clock, createQueue: CreatePacingQueue) {
    this.#intervalMs = intervalMs;
    this.#bucket = new TokenBucket(intervalMs, burst, clock.monotonic());
    this.#clock = clock;
    this.#createQueue = createQueue;
  }

  /** Time until a call may start; 0 when one may now. */
  waitMs(burst: number, now: number): number {
    return this.#intervalMs <= 0 ? 0 : this.#bucket.waitMs(burst, now);
  }

  take(burst: number, now: number): void {
    if (this.#intervalMs > 0) {
      this.#bucket.take(burst, now);
    }
  }

  /** Calls `onTurn` when the next turn has come. One turn is waited for at a time, however often this is asked. */
  askForTurn(burst: () => number, onTurn: () => void): void {
    if (this.#turnIsComing) {
      return;
    }
    this.#turnIsComing = true;
    this.#queue ??= this.#createQueue(this.#intervalMs);
    void this.#queue
      .schedule(() => this.#untilToken(burst))
      .then(() => {
        this.#turnIsComing = false;
        onTurn();
      });
  }

  async #untilToken(burst: () => number): Promise<void> {
    for (let ms = this.#wait(burst); ms > 0; ms = this.#wait(burst)) {
      await sleep(this.#clock, ms);
    }
  }

  #wait(burst: () => number): number {
    return this.#bucket.waitMs(burst(), this.#clock.monotonic());
  }
}
