/** What is seen of one region in one moment. */
export interface ScalingView {
  readonly nowMs: number;
  /** Tasks that wait or are being delivered; null while Cloud Tasks does not tell. */
  readonly depth: number | null;
  /** Jobs that workers run now. */
  readonly active: number;
  /** Workers that are alive. */
  readonly instances: number;
  /** Jobs that one worker runs at once. */
  readonly slots: number;
}

/** Between these the wish is held, whatever the view. */
export interface ScalingBounds {
  readonly floor: number;
  readonly ceiling: number;
}

/** What one decision hands to the next, so that they may be made by different instances. */
export interface ScalingMemory {
  readonly wanted: number;
  /** Since when fewer would do; null while they would not. */
  readonly lowerSinceMs: number | null;
  /** The most that was needed since then. */
  readonly neededSince: number;
}

export interface ScalingPolicy {
  /** Jobs that one busy worker finishes in a second: slots over the mean time of a job, or what the models' pacing lets through if that is less. */
  readonly jobsPerInstanceS: number;
  /** A backlog should be gone after so long, once the workers for it have started. */
  readonly drainS: number;
  /** Share of its slots that a worker uses when there is no backlog; the rest takes up what comes before the next one has started. */
  readonly steadyUse: number;
  /** So long fewer must have been enough before some are let go: longer than the lull between two bursts of one evening costs less than a cold fleet. */
  readonly holdMs: number;
}

export const DEFAULT_SCALING_POLICY: ScalingPolicy = {
  jobsPerInstanceS: 20,
  drainS: 20,
  steadyUse: 0.9,
  holdMs: 120_000,
};

/** Share of the slots that the queue may fill. Cloud Run is told to add instances beyond 95 %: below that the two never push each other up. */
const QUEUE_SHARE = 0.95;

/**
 * How many workers the load asks for, whatever has to be kept: enough for what runs at its steady share, or for all that
 * waits to be done in time, whichever is more. Full workers ask for more by themselves, so arrivals need no estimate. The
 * age of the oldest task has no say: a task that can never succeed is old, and no number of workers makes it younger.
 */
export function neededInstances({ depth, active, slots }: ScalingView, policy: ScalingPolicy): number {
  const busy = active / (slots * policy.steadyUse);
  const backlog = Math.max(depth ?? 0, active) / (policy.jobsPerInstanceS * policy.drainS);
  return Math.ceil(Math.max(busy, backlog));
}

/**
 * The wish after this view. It rises at once and falls only to the most that was needed during a whole hold, so that a
 * burst is one rise and one fall. While the depth is unknown nothing is let go.
 */
export function wantedInstances(
  view: ScalingView,
  before: ScalingMemory | null,
  { floor, ceiling, ...policy }: ScalingBounds & ScalingPolicy,
): ScalingMemory {
  const within = (count: number): number => Math.max(floor, Math.min(count, Math.max(floor, ceiling)));
  const needed = within(neededInstances(view, policy));
  // Without a memory whoever lives was wanted by somebody.
  const held = within(before?.wanted ?? view.instances);
  if (needed >= held || (view.depth === null && before === null)) {
    return { wanted: Math.max(needed, held), lowerSinceMs: null, neededSince: 0 };
  }
  const lowerSinceMs = view.depth === null ? view.nowMs : (before?.lowerSinceMs ?? view.nowMs);
  const neededSince = Math.max(needed, lowerSinceMs === view.nowMs ? 0 : (before?.neededSince ?? 0));
  return view.nowMs - lowerSinceMs < policy.holdMs
    ? { wanted: held, lowerSinceMs, neededSince }
    : { wanted: neededSince, lowerSinceMs: needed < neededSince ? view.nowMs : null, neededSince: needed };
}

/** Deliveries that the queue may have under way: never more than live workers take, or they answer 429. */
export const queueConcurrency = ({ instances, slots }: Pick<ScalingView, 'instances' | 'slots'>): number =>
  Math.max(1, Math.floor(Math.max(1, instances) * slots * QUEUE_SHARE));
