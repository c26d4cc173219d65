import type { Spend } from '@sets/callers';
import { type Clock, createRememberedLook, isoTime, orLate } from '@sets/clock';
import { type OpsOverview, OVERVIEW_EVERY_S } from '@sets/contract';
import type { ControlWatch } from '@sets/fleet';
import type { JobOps } from '@sets/jobs';
import type { FleetView, RegionView } from '../fleet/fleet-view.ts';
import { regionHealth } from '../health/region-health.ts';
import type { PerformanceReader } from '../metrics/fleet-performance.ts';
import { findFaults } from './attention.ts';
import { createFaultMemory } from './fault-memory.ts';

export interface OverviewDeps {
  readonly store: { readonly ops: Pick<JobOps, 'count'> };
  readonly fleet: FleetView;
  readonly control: ControlWatch;
  readonly performance: PerformanceReader;
  readonly spend: Pick<Spend, 'total' | 'limits'>;
  readonly clock: Clock;
}

/** The fleet as operators see it, for all who ask within a moment. Never fails: what cannot be had is as last seen, or null. */
export interface Overview {
  look(): Promise<OpsOverview>;
}

/** Whoever has not answered by then counts as away, and is heard of the next time. */
const PATIENCE_MS = 1_500;
const KEEP_MS = (OVERVIEW_EVERY_S * 1_000) / 2;
const NOTHING = { performance: null, budget: null, dead_jobs: null };
/** A count costs a read per thousand dead jobs. */
const DEAD_KEPT_MS = 15_000;
const DEAD_KEPT_FAILED_MS = 5_000;

export function createOverview(deps: OverviewDeps): Overview {
  const { fleet, performance, spend, clock, store } = deps;
  const memory = createFaultMemory();
  const dead = createRememberedLook({
    clock,
    look: () => store.ops.count({ dead: true }),
    ...{ keepMs: DEAD_KEPT_MS, keepFailedMs: DEAD_KEPT_FAILED_MS },
  });
  let known: Pick<OpsOverview, 'performance' | 'budget' | 'dead_jobs'> = NOTHING;
  const remembered = createRememberedLook({ clock, look, keepMs: KEEP_MS, keepFailedMs: KEEP_MS });

  const inTime = async <Value>(asked: Promise<Value>): Promise<Value | null> =>
    (await orLate(clock, asked, PATIENCE_MS).catch(() => null)) ?? null;

  async function look(): Promise<OpsOverview> {
    const [seen, figures, total, deadJobs] = await Promise.all([
      inTime(fleet.look()),
      inTime(performance.read()),
      inTime(spend.total()),
      inTime(dead.look()),
    ]);
    const nowMs = clock.now();
    const views = seen ?? fleet.lastSeen();
    // Beside what was last seen of the regions, what was last known of the rest.
    known = {
      performance: figures ?? known.performance,
      budget: total === null ? known.budget : toBudget(spend, total),
      dead_jobs: deadJobs ?? known.dead_jobs,
    };
    const situation = {
      store: seen === null ? ('away' as const) : ('ok' as const),
      regions: views.map((view) => toRegion(deps, view, nowMs)),
      ...known,
    };
    const faults = memory.name(findFaults({ ...situation, nowMs }), nowMs);
    const seenAtMs = views[0]?.seenAtMs;
    return {
      ...situation,
      faults,
      at: isoTime(nowMs),
      seen_at: seenAtMs === undefined ? null : isoTime(seenAtMs),
    };
  }

  return { look: remembered.look };
}

const toRegion = ({ control }: OverviewDeps, view: RegionView, nowMs: number): OpsOverview['regions'][number] => ({
  ...regionHealth(view, nowMs),
  paused: control.of(view.region).paused,
  drained: control.of(view.region).drained,
});

const toBudget = (
  { limits }: Pick<Spend, 'limits'>,
  { spentUsd, usedUp }: Awaited<ReturnType<Spend['total']>>,
): OpsOverview['budget'] => ({
  spent_usd: Math.round(spentUsd * 10_000) / 10_000,
  budget_usd: limits.totalUsd === 0 ? null : limits.totalUsd,
  used_up: usedUp,
});
