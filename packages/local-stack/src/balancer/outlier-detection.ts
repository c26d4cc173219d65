import type { Clock } from '@sets/clock';

/** What a region answered: `gateway` is a 502, 503 or 504, or no answer at all; `error` any other 5xx. */
export type Outcome = 'ok' | 'error' | 'gateway';

export interface OutlierPolicy {
  readonly consecutiveErrors: number;
  readonly consecutiveGatewayFailures: number;
  /** An ejection lasts so long, times the number of ejections so far. */
  readonly baseEjectionMs: number;
  /** Share of the regions that may be ejected at once. */
  readonly maxEjectionShare: number;
}

/**
 * As infrastructure sets it on the backend service, which a test compares. Ten in a row: our own 503s (misses that a busy
 * instance refuses) stand between answers, a region that is lost answers nothing (docs/adr/0057).
 */
export const OUTLIERS: OutlierPolicy = {
  consecutiveErrors: 10,
  consecutiveGatewayFailures: 10,
  baseEjectionMs: 30_000,
  maxEjectionShare: 0.5,
};

interface Streak {
  errors: number;
  gatewayFailures: number;
  ejections: number;
  ejectedUntil: number;
}

/** The balancer's second net: a region that fails request after request gets none for a while. */
export interface OutlierDetection {
  record(region: string, outcome: Outcome): void;
  isEjected(region: string): boolean;
}

export function createOutlierDetection(
  regions: readonly string[],
  { policy = OUTLIERS, clock }: { readonly policy?: OutlierPolicy; readonly clock: Clock },
): OutlierDetection {
  const streaks = new Map<string, Streak>(
    regions.map((region) => [
      region,
      { errors: 0, gatewayFailures: 0, ejections: 0, ejectedUntil: Number.NEGATIVE_INFINITY },
    ]),
  );
  const isEjected = (region: string): boolean => (streaks.get(region)?.ejectedUntil ?? 0) > clock.monotonic();

  /** An ejection too many would send everybody to whoever is left: then nobody more is ejected. */
  const mayEject = (): boolean => regions.filter(isEjected).length + 1 <= regions.length * policy.maxEjectionShare;

  return {
    isEjected,
    record(region, outcome) {
      const streak = streaks.get(region);
      if (streak === undefined) {
        return;
      }
      streak.errors = outcome === 'ok' ? 0 : streak.errors + 1;
      streak.gatewayFailures = outcome === 'gateway' ? streak.gatewayFailures + 1 : 0;
      const isOutlier =
        streak.errors >= policy.consecutiveErrors || streak.gatewayFailures >= policy.consecutiveGatewayFailures;
      if (isOutlier && !isEjected(region) && mayEject()) {
        streak.ejections += 1;
        streak.ejectedUntil = clock.monotonic() + policy.baseEjectionMs * streak.ejections;
        streak.errors = 0;
        streak.gatewayFailures = 0;
      }
    },
  };
}
