import { type Clock, createRememberedLook, isoTime } from '@sets/clock';
import { type Latency, type Performance, PLATFORMS } from '@sets/contract';
import { addCounts, type Counts, type Fleet, readHistogramCounts, type StatsFlusher } from '@sets/fleet';
import { summariseHistogram } from '@sets/service-kit';
import { CONTINENTS } from './continents.ts';

/** What the fleet's counters say; what it works on right now is the fleet view's to add. */
export type FleetPerformance = Omit<Performance, 'processing'>;

export interface PerformanceReader {
  read(): Promise<FleetPerformance>;
}

export interface PerformanceReaderDeps {
  readonly store: { readonly fleet: Pick<Fleet, 'stats'> };
  /** This instance's own counters, which are not all flushed yet. */
  readonly own: Pick<StatsFlusher, 'pending'>;
  readonly clock: Clock;
}

const WINDOW_HOURS = 24;
const KEEP_MS = 5_000;
/** In an outage not every request may ask again. */
const KEEP_FAILED_MS = 1_000;
const HIT_TIERS = ['memory', 'redis', 'firestore'];

export function createPerformanceReader({ store, own, clock }: PerformanceReaderDeps): PerformanceReader {
  const stored = createRememberedLook({
    clock,
    look: () => store.fleet.stats(WINDOW_HOURS),
    keepMs: KEEP_MS,
    keepFailedMs: KEEP_FAILED_MS,
  });
  return {
    async read() {
      const [{ sinceMs, counts }, pending] = await Promise.all([stored.look(), own.pending()]);
      return toPerformance(sinceMs, addCounts(counts, pending));
    },
  };
}

function latency(counts: Counts, name: string): Latency {
  const { average, p50, p95, p99 } = summariseHistogram(readHistogramCounts(counts, name));
  return { average, p50, p95, p99 };
}

/** Of those that somebody came from. */
const byContinent = (counts: Counts): Record<string, number> =>
  Object.fromEntries(
    CONTINENTS.flatMap((continent) => {
      const count = counts[`clients/${continent}`] ?? 0;
      return count === 0 ? [] : [[continent, count] as const];
    }),
  );

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export function toPerformance(sinceMs: number, counts: Counts): FleetPerformance {
  const submits = Object.entries(counts).flatMap(([name, count]) => {
    const [kind, platform, from] = name.split('/');
    return kind === 'submits' && platform !== undefined && from !== undefined ? [{ platform, from, count }] : [];
  });
  const sum = (wanted: (submit: (typeof submits)[number]) => boolean): number =>
    submits.filter(wanted).reduce((total, { count }) => total + count, 0);
  const isHit = ({ from }: { from: string }): boolean => HIT_TIERS.includes(from);
  const hits = sum(isHit);
  const joined = sum(({ from }) => from === 'joined');
  const misses = sum(({ from }) => from === 'new');
  const platforms = PLATFORMS.filter((known) => submits.some(({ platform }) => platform === known));
  const succeeded = counts['jobs/succeeded'] ?? 0;
  const declined = counts['jobs/declined'] ?? 0;
  const failed = counts['jobs/failed'] ?? 0;
  return {
    since: isoTime(sinceMs),
    requests: { total: counts['requests/total'] ?? 0, errors: counts['requests/errors'] ?? 0 },
    response_ms: latency(counts, 'response_ms'),
    job_ms: latency(counts, 'job_ms'),
    cache: {
      hits,
      misses,
      joined,
      // A joined submit costs no work either: it is served by what is already under way.
      hit_rate: rate(hits + joined, hits + joined + misses),
      by_tier: Object.fromEntries(HIT_TIERS.map((tier) => [tier, sum(({ from }) => from === tier)])),
      by_platform: Object.fromEntries(
        platforms.map((platform) => [
          platform,
          {
            hits: sum((submit) => submit.platform === platform && (isHit(submit) || submit.from === 'joined')),
            misses: sum((submit) => submit.platform === platform && submit.from === 'new'),
          },
        ]),
      ),
    },
    jobs: {
      accepted: misses,
      succeeded,
      declined,
      failed,
      success_rate: rate(succeeded + declined, succeeded + declined + failed),
    },
    clients: { by_continent: byContinent(counts) },
  };
}
