import type { QueuePosition } from '@sets/contract';
import type { FleetView, RegionView } from '../fleet/fleet-view.ts';

/** A job that waits, as far as its place in the line depends on it. */
export interface Waiting {
  readonly region: string;
  /** Milliseconds since the epoch, by Google's clocks as the queue's own times. */
  readonly createdAtMs: number;
}

export type QueueOutlook = (job: Waiting) => QueuePosition;

const UNKNOWN: QueuePosition = { ahead: null, eta_ms: null };
const MINUTE_MS = 60_000;

/**
 * Where queued jobs stand, from the fleet as it was last seen: no look of its own, but it has the fleet looked at for
 * those who ask next.
 */
export const createQueueOutlook =
  (fleet: FleetView): QueueOutlook =>
  (job) => {
    fleet.look().catch(() => {});
    const view = fleet.lastSeen().find(({ region }) => region === job.region);
    return view === undefined ? UNKNOWN : positionIn(view, job);
  };

/**
 * The place of a job in its region's line, which is taken for first in, first out with even arrivals since the oldest
 * task's. Never negative; of two jobs the earlier one never waits for more. Both are null where the queue does not tell
 * its depth; the time is null, too, where nothing moves: no pace is no promise.
 */
export function positionIn({ queue, fleet, seenAtMs }: RegionView, { createdAtMs }: Waiting): QueuePosition {
  if (queue === null || queue.depth === null) {
    return UNKNOWN;
  }
  // The depth counts the tasks that are being worked on.
  const working = fleet === null || fleet.silent ? 0 : fleet.active_jobs;
  const waiting = Math.max(0, queue.depth - working);
  const ahead = Math.floor(waiting * shareBefore(createdAtMs, queue.oldestArrivalMs, seenAtMs));
  const moves = queue.state === 'running' && fleet !== null && !fleet.silent && fleet.worker_instances > 0;
  const perMinute = queue.executedLastMinute ?? 0;
  if (!moves || (ahead > 0 && perMinute <= 0)) {
    return { ahead, eta_ms: null };
  }
  return { ahead, eta_ms: ahead === 0 ? 0 : Math.round((ahead * MINUTE_MS) / perMinute) };
}

/** Of those who wait, the share that came before: 0 for the oldest, 1 for who came after the look. */
function shareBefore(createdAtMs: number, oldestMs: number | null, seenAtMs: number): number {
  if (createdAtMs >= seenAtMs || oldestMs === null) {
    return 1;
  }
  return createdAtMs <= oldestMs ? 0 : (createdAtMs - oldestMs) / (seenAtMs - oldestMs);
}
