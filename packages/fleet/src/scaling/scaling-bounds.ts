import { HOUR_MS } from '../hour.ts';
import type { ScalingBounds } from './wanted-instances.ts';

/** Hours of the day (UTC) in which more workers are kept: `from` 7 `until` 10 is 07:00 to 09:59; it may pass midnight. */
export interface PeakFloor {
  readonly fromHour: number;
  readonly untilHour: number;
  readonly floor: number;
}

export interface ScalingLimits {
  readonly floor: number;
  readonly ceiling: number;
  readonly peaks: readonly PeakFloor[];
  /** Worker hours that a region may use in a day (UTC); none when absent. */
  readonly workerHoursPerDay?: number | undefined;
}

const isWithin = ({ fromHour, untilHour }: PeakFloor, hour: number): boolean =>
  fromHour < untilHour ? hour >= fromHour && hour < untilHour : hour >= fromHour || hour < untilHour;

/**
 * The bounds of this moment: the configured ones, raised by the hours' peaks, narrowed by what an operator has decided, and
 * down to the least once the day's worker hours are used up. An operator's floor holds even then: somebody means it.
 */
export function boundsAt(
  nowMs: number,
  limits: ScalingLimits,
  decided: { readonly floor: number | null; readonly ceiling: number | null; readonly workerHours: number },
): ScalingBounds & { readonly usedUp: boolean } {
  const hour = Math.floor(nowMs / HOUR_MS) % 24;
  const peak = Math.max(0, ...limits.peaks.filter((one) => isWithin(one, hour)).map(({ floor }) => floor));
  const usedUp = limits.workerHoursPerDay !== undefined && decided.workerHours >= limits.workerHoursPerDay;
  const floor = decided.floor ?? (usedUp ? limits.floor : Math.max(limits.floor, peak));
  const ceiling = usedUp ? floor : (decided.ceiling ?? limits.ceiling);
  return { floor: Math.min(floor, Math.max(ceiling, decided.floor ?? 0)), ceiling, usedUp };
}
