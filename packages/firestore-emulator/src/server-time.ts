import type { Clock } from '@sets/clock';

/**
 * Firestore's own time: microseconds since the epoch, never given out twice. A commit is always later than every
 * read and commit before it, also when the wall clock steps back.
 */
export class ServerTime {
  readonly #clock: Clock;
  #last: number;

  constructor(clock: Clock, lastCommit: number) {
    this.#clock = clock;
    this.#last = lastCommit;
  }

  next(): number {
    this.#last = Math.max(this.#last + 1, Math.floor(this.#clock.now() * 1000));
    return this.#last;
  }

  /** A time that every finished commit has reached and no later one will share. */
  read(): number {
    this.#last = Math.max(this.#last, Math.floor(this.#clock.now() * 1000));
    return this.#last;
  }
}
