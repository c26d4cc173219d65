import type { Fault } from './fault.ts';

export interface FaultPhase {
  readonly active: boolean;
  /** Milliseconds until that changes; null when it never does. */
  readonly changesInMs: number | null;
}

/** Where a fault stands in its own schedule, `sinceMs` after it was set. */
export function faultPhase({ after_ms, for_ms, flapping }: Fault, sinceMs: number): FaultPhase {
  const elapsed = sinceMs - after_ms;
  if (elapsed < 0) {
    return { active: false, changesInMs: -elapsed };
  }
  const leftMs = for_ms === undefined ? Number.POSITIVE_INFINITY : for_ms - elapsed;
  if (leftMs <= 0) {
    return { active: false, changesInMs: null };
  }
  if (flapping === undefined) {
    return { active: true, changesInMs: leftMs === Number.POSITIVE_INFINITY ? null : leftMs };
  }
  const position = elapsed % (flapping.on_ms + flapping.off_ms);
  const active = position < flapping.on_ms;
  const untilTurnMs = (active ? flapping.on_ms : flapping.on_ms + flapping.off_ms) - position;
  return { active, changesInMs: Math.min(leftMs, untilTurnMs) };
}
