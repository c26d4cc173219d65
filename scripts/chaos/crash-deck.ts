import { CRASH_POINTS, type CrashPoint } from '@sets/jobs';

/** How a process is to end. */
export type Fate =
  /** By itself with SIGKILL when it passes the point for the `times`th time. */
  | { readonly kind: 'crash_point'; readonly point: CrashPoint; readonly times: number }
  | { readonly kind: 'signal'; readonly signal: 'SIGKILL' | 'SIGTERM' };

export interface CrashDeck {
  /** An end at a random time unless a crash point is allowed. */
  deal(app: 'api' | 'worker', crashPoints: boolean): Fate;
  struck(point: CrashPoint): void;
  /** Strikes by point, also those that were never struck. */
  strikes(): Readonly<Record<string, number>>;
}

const API_POINTS = /^(submit|cancel)\./;
/** Passed by every job, so that any of the first few may be the one. */
const BUSY_POINTS = /^(submit|claim|complete|fetch_post|model_call)\./;
const CRASH_SHARE = 0.9;
const TERM_SHARE = 0.4;

/** Deals every crash point in turn, the least struck first, with ends at random times in between. */
export function createCrashDeck(random: () => number): CrashDeck {
  const strikes = new Map<CrashPoint, number>(CRASH_POINTS.map((point) => [point, 0]));
  const dealt = new Map<CrashPoint, number>();
  return {
    deal(app, crashPoints) {
      if (!crashPoints || random() >= CRASH_SHARE) {
        return { kind: 'signal', signal: random() < TERM_SHARE ? 'SIGTERM' : 'SIGKILL' };
      }
      const rank = (point: CrashPoint): number =>
        (strikes.get(point) ?? 0) + (dealt.get(point) ?? 0) / 2 + random() / 4;
      const candidates = CRASH_POINTS.filter((candidate) => API_POINTS.test(candidate) === (app === 'api'))
        .map((point) => ({ point, rank: rank(point) }))
        .sort((one, other) => one.rank - other.rank);
      const [first] = candidates;
      if (first === undefined) {
        return { kind: 'signal', signal: 'SIGKILL' };
      }
      const { point } = first;
      dealt.set(point, (dealt.get(point) ?? 0) + 1);
      return { kind: 'crash_point', point, times: BUSY_POINTS.test(point) ? 1 + Math.floor(random() * 3) : 1 };
    },
    struck(point) {
      strikes.set(point, (strikes.get(point) ?? 0) + 1);
    },
    strikes: () => Object.fromEntries(strikes),
  };
}
