import { seededRandom } from '@sets/clock';
import { arrivalsAt, burst, diurnalDay, inOrder } from './arrivals.ts';
import { DEFAULT_TARGET } from './platform-rule.ts';
import { SECOND } from './region-model.ts';
import { type RegionRun, runRegion } from './run-region.ts';

export const BURST_AT_MS = 60 * SECOND;
const HALF_AN_HOUR_MS = 1_800 * SECOND;
export const DAY_MS = 86_400 * SECOND;
/** When the neighbour's region is lost: what waited there comes at once, what is shared there keeps coming. */
export const LOST_AT_MS = 300 * SECOND;
export const SEEDS = [1, 2, 3];

const burstRun = (count: number, options: Partial<Parameters<typeof runRegion>[0]> = {}): RegionRun =>
  runRegion({ arrivals: burst(count, BURST_AT_MS / SECOND), untilMs: HALF_AN_HOUR_MS, controller: 'ours', ...options });

/** 0 → `count` on one worker: ours, nobody's, and nobody's with the platform's default target. */
export const bursts = (count: number) => ({
  ours: burstRun(count),
  nobody: burstRun(count, { controller: 'none' }),
  platformDefault: burstRun(count, { controller: 'none', target: DEFAULT_TARGET }),
  silent: burstRun(count, { controller: { silentFromMs: BURST_AT_MS - SECOND } }),
});

/** Both push each other up while a backlog lasts: what the target of 95 % is for. */
export const burstAtDefaultTarget = (): RegionRun => burstRun(2_000, { target: DEFAULT_TARGET });

/** A morning of peak hours by schedule: the floor stands before the crowd comes. */
export function scheduledPeak() {
  const arrivals = burst(2_000, 600);
  const at = (floor: (nowMs: number) => number): RegionRun =>
    runRegion({ arrivals, untilMs: HALF_AN_HOUR_MS, controller: 'ours', floor });
  return { scheduled: at((nowMs) => (nowMs >= 580 * SECOND ? 5 : 1)), unscheduled: at(() => 1) };
}

export const neighbourLost = (): RegionRun =>
  runRegion({
    arrivals: inOrder(
      arrivalsAt((atS) => (atS * SECOND < LOST_AT_MS ? 8 : 22), {
        seconds: 1_200,
        peakPerS: 22,
        random: seededRandom('neighbour'),
      }),
      burst(300, LOST_AT_MS / SECOND),
    ),
    untilMs: HALF_AN_HOUR_MS,
    controller: 'ours',
  });

/** 300 jobs that each hold a slot for 120 s, three times, beside three good ones a second. */
export function poisoned(): { readonly ours: RegionRun; readonly nobody: RegionRun } {
  const arrivals = inOrder(
    arrivalsAt(() => 3, { seconds: 1_200, peakPerS: 3, random: seededRandom('poison') }),
    burst(300, 300, { hangs: true }),
  );
  const run = (controller: 'ours' | 'none'): RegionRun => runRegion({ arrivals, untilMs: 2_400 * SECOND, controller });
  return { ours: run('ours'), nobody: run('none') };
}

export function day(seed: number) {
  const { arrivals, burstsAtS } = diurnalDay(seed);
  return { arrivals, burstsAtS, run: runRegion({ arrivals, untilMs: DAY_MS, controller: 'ours', seed }) };
}
