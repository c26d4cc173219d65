import { RecentFates } from './recent-fates.ts';
import type { SlownessPolicy, SlownessVerdict } from './slow-under-load.ts';

export interface AdaptiveLimitPolicy {
  /** Most calls in flight to one endpoint, and where the limit starts. */
  readonly max: number;
  /** After a 429 the limit becomes this share of what the upstream carried before it said no. */
  readonly decrease: number;
  /** One burst of 429s lowers the limit at most to this share of itself. */
  readonly episodeFloor: number;
  /** At the last known ceiling, a step beyond it is tried after this long … */
  readonly stepMs: number;
  /** … and this many successes with the limit in full use. Both double with each refused step, … */
  readonly stepSuccesses: number;
  /** … at most this often, so that in the steady state the steps' own 429s stay well below 2 % of calls. */
  readonly stepDoublings: number;
  /** When an endpoint that becomes slow instead of refusing is given less. */
  readonly slowness: SlownessPolicy;
}

const REMEMBERED_EPISODES = 8;
const MAX_DOUBTS = 3;

/** One burst of 429s, counted once. */
interface Episode {
  /** When its first 429 came, and when the call began that got it. */
  readonly startedAt: number;
  readonly firstCallAt: number;
  readonly startLimit: number;
  /** The lowest level refused. */
  lowest: number;
}

const NO_EPISODE: Episode = {
  startedAt: Number.NEGATIVE_INFINITY,
  firstCallAt: Number.POSITIVE_INFINITY,
  startLimit: 0,
  lowest: Number.POSITIVE_INFINITY,
};

/** A level that succeeded lately loses this share with each burst of 429s below it: capacity may have shrunk. */
const PROVEN_DECAY = 0.8;

/**
 * Additive increase, multiplicative decrease on 429, floor 1. A call's `level` is how many were in flight, itself
 * included, when it began. The ceiling is the highest level believed to be carried: up to it the limit grows with each
 * success; beyond it one step is tried at a time, doubled while steps hold, and put off after each refusal.
 */
export class AdaptiveLimit {
  #limit: number;
  #ceiling: number;
  #proven = 0;
  /** The limit before it was lowered without anybody having been answered since; 0: nothing to take back. */
  #beforeUnanswered = 0;
  readonly #fates = new RecentFates();
  /** Bursts in a row that a limit not in use may have caused. */
  #doubts = 0;
  /** What was given before the last slowness; 0: nothing to take back. */
  #beforeSlow = 0;
  /** Slowness has lowered the limit, and raises it again; steps are for endpoints that refuse. */
  #isSlow = false;
  #wasTold = false;
  #rejectedAt = Number.NEGATIVE_INFINITY;
  /** The last few bursts, the newest first: answers to calls of one may come when the next is over. */
  #episodes: readonly [Episode, ...Episode[]] = [NO_EPISODE];
  #step = { size: 1, outstanding: false, refused: 0, since: Number.NEGATIVE_INFINITY, successes: 0 };
  readonly #policy: AdaptiveLimitPolicy;

  constructor(policy: AdaptiveLimitPolicy) {
    this.#policy = policy;
    this.#limit = Math.max(1, policy.max);
    this.#ceiling = this.#limit;
  }

  /** Slowness has lowered it, and quick answers are raising it again. */
  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** Whole calls allowed in flight, ≥ 1. */
  get current(): number {
    return Math.max(1, Math.floor(this.#limit));
  }

  /** The highest level believed to be carried; null while nothing was refused. */
  get learned(): number | null {
    return this.#rejectedAt === Number.NEGATIVE_INFINITY ? null : Math.floor(this.#ceiling);
  }

  /** What another instance has learned; taken once, as a start: own experience wins. */
  learn(ceiling: number): void {
    if (this.learned === null && !this.#wasTold) {
      this.#wasTold = true;
      this.#ceiling = Math.max(1, Math.min(this.#ceiling, ceiling));
      this.#limit = Math.min(this.#limit, this.#ceiling);
    }
  }

  /** A call begins, as the `level`th in flight. */
  onBegin(level: number, now: number): void {
    this.#fates.begin(level, now);
  }

  onSuccess(level: number, startedAt: number, now: number): void {
    // A level counted together with calls that were then refused proves nothing …
    if (startedAt > this.#rejectedAt) {
      this.#proven = Math.max(this.#proven, level);
      this.#beforeUnanswered = 0;
    }
    // … unless they were refused far below it: then it is not the number of calls that is refused.
    else {
      this.#undoDecrease(level, startedAt);
    }
    if (this.#limit >= this.#policy.max) {
      return;
    }
    if (this.#limit < this.#ceiling) {
      this.#limit = Math.min(this.#ceiling, this.#limit + 0.5);
      this.#restartStep(now);
    } else if (level >= 0.8 * this.current) {
      this.#stepUp(now);
    }
  }

  /**
   * A 429 of a call that began at `startedAt`; if that was before the first 429 of the last burst, it belongs to that.
   * Where calls are refused as often further down, it says nothing of a ceiling.
   */
  onRejected(level: number, startedAt: number, now: number): void {
    this.#fates.refuse(level, startedAt);
    const isNew = startedAt > this.#episodes[0].startedAt;
    if (isNew && level === 1) {
      this.#undoUnanswered();
    }
    if (!this.#fates.speakForCeiling(level, now)) {
      return;
    }
    this.#rejectedAt = now;
    if (isNew) {
      this.#beginEpisode(level, startedAt, now);
    }
    const [episode] = this.#episodes;
    episode.lowest = Math.min(episode.lowest, level);
    // A limit far above the level does not bind, so it gets the benefit of the doubt a few times.
    if (level <= this.#limit / 2 && this.#doubts < MAX_DOUBTS) {
      return;
    }
    this.#doubts = 0;
    this.#beforeUnanswered = Math.max(this.#beforeUnanswered, this.#limit);
    const carried = Math.max(1, level - 1);
    const floor = Math.max(1, Math.floor(this.#policy.episodeFloor * episode.startLimit));
    this.#limit = Math.max(floor, Math.min(this.#limit, Math.round(this.#policy.decrease * carried)));
    this.#ceiling = Math.max(this.#limit, Math.min(this.#ceiling, Math.max(carried, this.#proven)));
    this.#onCeiling(now);
  }

  #beginEpisode(level: number, startedAt: number, now: number): void {
    const episode = { startedAt: now, firstCallAt: startedAt, startLimit: this.#limit, lowest: level };
    this.#episodes = [episode, ...this.#episodes.slice(0, REMEMBERED_EPISODES - 1)];
    if (level === 1 || level <= this.#proven) {
      // Refused though carried before: a quota or a storm, not a ceiling.
      this.#doubts = 0;
    } else {
      this.#doubts += 1;
      this.#step.refused = Math.min(this.#policy.stepDoublings, this.#step.refused + (this.#step.outstanding ? 1 : 0));
    }
    this.#proven = Math.min(this.#proven, Math.max(level - 1, this.#proven * PROVEN_DECAY));
  }

  /** An endpoint that is slow is given less, then one more with each batch that is quick; what did not help is undone. */
  onSlowness(verdict: SlownessVerdict, now: number): void {
    if (verdict.kind === 'slow') {
      this.#beforeSlow = this.#limit;
      const given = Math.max(this.#limit / 2, Math.min(this.#limit, verdict.level));
      // Half the load of what takes four times as long: where time grows faster than the load, that is enough.
      const share = Math.max(this.#policy.slowness.leastShare, Math.sqrt(1 / verdict.times));
      this.#limit = Math.max(1, Math.round(share * given));
      this.#isSlow = true;
    } else if (this.#isSlow) {
      const wanted = verdict.kind === 'quick' ? this.#limit + 1 : this.#beforeSlow;
      this.#limit = Math.min(this.#policy.max, Math.max(this.#limit, wanted));
      this.#isSlow = this.#limit < this.#policy.max && verdict.kind === 'quick';
    } else {
      return;
    }
    this.#ceiling = this.#limit;
    this.#onCeiling(now);
  }

  /** A single call is refused: it is not the number of calls, and was not before either. */
  #undoUnanswered(): void {
    this.#limit = Math.max(this.#limit, this.#beforeUnanswered);
    this.#ceiling = Math.max(this.#ceiling, this.#limit);
    this.#beforeUnanswered = 0;
  }

  #undoDecrease(level: number, startedAt: number): void {
    const own = this.#episodes.find((episode) => startedAt >= episode.firstCallAt && startedAt <= episode.startedAt);
    if (own === undefined || level < 2 * own.lowest) {
      return;
    }
    this.#proven = Math.max(this.#proven, level);
    this.#limit = Math.max(this.#limit, own.startLimit);
    this.#ceiling = Math.max(this.#ceiling, this.#limit);
  }

  #stepUp(now: number): void {
    const step = this.#step;
    const { stepSuccesses, stepMs } = this.#policy;
    const patience = 2 ** step.refused;
    step.successes += 1;
    const isDue = step.successes >= stepSuccesses * patience && now - step.since >= stepMs * patience;
    if (this.#isSlow || !isDue) {
      return;
    }
    if (step.outstanding) {
      // Doubled while steps hold, but not by so much that one too many is answered by a volley of 429s.
      step.refused = 0;
      step.size = Math.min(step.size * 2, Math.max(1, Math.floor(this.#limit / 4)));
    }
    step.outstanding = true;
    this.#limit = Math.min(this.#policy.max, this.#limit + step.size);
    this.#ceiling = this.#limit;
    this.#restartStep(now);
  }

  #onCeiling(now: number): void {
    this.#step.size = 1;
    this.#step.outstanding = false;
    this.#restartStep(now);
  }

  #restartStep(now: number): void {
    this.#step.since = now;
    this.#step.successes = 0;
  }
}
