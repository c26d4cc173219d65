interface Fate {
  readonly level: number;
  readonly begunAt: number;
  isRefused: boolean;
}

/** As many as show how often calls are refused by chance. */
const KEPT = 64;
/** What one call counts against the next. Less learns a ceiling sooner, more is surer that 429s are chance. */
const FADE = 0.82;
/** A 429 comes at once: what has been out for longer was taken, in milliseconds. */
const REFUSED_WITHIN_MS = 500;
/** Share of calls above a ceiling that are refused: it may give way for one now and then. */
const REFUSED_ABOVE = 0.95;
/** Calls up to this share of a level are below a ceiling that would lie just under it. */
const WELL_BELOW = 0.75;
/** Share of calls that are refused by chance, until some have been made. */
const CHANCE_UNKNOWN = 0.05;
/** A ceiling must be so much likelier (4.5 times, as a logarithm) than chance. */
const ENOUGH = 1.5;

const isSettled = ({ isRefused, begunAt }: Fate, now: number): boolean =>
  isRefused || begunAt <= now - REFUSED_WITHIN_MS;

/**
 * What became of the last calls to an endpoint, by how many were in flight. Tells a ceiling, above which everything is
 * refused, from 429s that may meet any call: those meet calls far below it as often.
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

  /**
   * Whether what became of the last calls as far up as `level` is likelier where everything up there is refused than
   * where any call may be, as often as calls further down were.
   */
  speakForCeiling(level: number, now: number): boolean {
    const chance = this.#refusedBelow(level, now);
    const refused = Math.log(REFUSED_ABOVE / chance);
    const taken = Math.log((1 - REFUSED_ABOVE) / (1 - chance));
    let evidence = 0;
    let weight = 1;
    for (const fate of this.#fates.toReversed()) {
      if (fate.level >= level && isSettled(fate, now)) {
        evidence += weight * (fate.isRefused ? refused : taken);
        weight *= FADE;
      }
    }
    return evidence > ENOUGH;
  }

  /** The share of calls that are refused whatever their number, as far as those well below `level` tell. */
  #refusedBelow(level: number, now: number): number {
    let calls = 1;
    let refused = CHANCE_UNKNOWN;
    for (const fate of this.#fates) {
      if (fate.level <= WELL_BELOW * level && isSettled(fate, now)) {
        calls += 1;
        refused += fate.isRefused ? 1 : 0;
      }
    }
    return Math.min(0.9, refused / calls);
  }

  #push(fate: Fate): void {
    this.#fates.push(fate);
    if (this.#fates.length > KEPT) {
      this.#fates.shift();
    }
  }
}
