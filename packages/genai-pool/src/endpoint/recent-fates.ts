interface Fate {
  readonly level: number;
  readonly begunAt: number;
  isRefused: boolean;
}

/** The weight of an older one is nothing: 0.85 to the 64th is 0.00003. */
const KEPT = 64;
/** What one call counts against the next. Less learns a ceiling sooner, more is surer that 429s are chance. */
const FADE = 0.85;
/** A 429 comes at once: what has been out for longer was taken, in milliseconds. */
const REFUSED_WITHIN_MS = 500;

/**
 * What became of the last calls to an endpoint, by how many were in flight. Tells a ceiling, above which everything is
 * refused, from 429s that may meet any call.
 */
export class RecentFates {
  readonly #fates: Fate[] = [];

  /** A call begins, as the `level`th in flight. Times are monotonic, in milliseconds. */
  begin(level: number, now: number): void {
    this.#push({ level, begunAt: now, isRefused: false });
  }

  refuse(level: number, startedAt: number): void {
    const fate = this.#fates.findLast((one) => one.level === level && !one.isRefused);
    if (fate === undefined) {
      this.#push({ level, begunAt: startedAt, isRefused: true });
    } else {
      fate.isRefused = true;
    }
  }

  /** Of the last calls as far up as `level`, most were taken. */
  areMostlyTaken(level: number, now: number): boolean {
    let balance = 0;
    let weight = 1;
    for (const { level: other, begunAt, isRefused } of this.#fates.toReversed()) {
      if (other >= level && (isRefused || begunAt <= now - REFUSED_WITHIN_MS)) {
        balance += isRefused ? -weight : weight;
        weight *= FADE;
      }
    }
    return balance > 0;
  }

  #push(fate: Fate): void {
    this.#fates.push(fate);
    if (this.#fates.length > KEPT) {
      this.#fates.shift();
    }
  }
}
