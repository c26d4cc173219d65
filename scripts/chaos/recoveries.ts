import { DEFAULT_JOB_POLICY } from '@sets/jobs';
import { isEnded, type JobHistory, type JobState } from './job-history.ts';
import type { Kill } from './killer.ts';

/** How long a job was left alone because the worker that held it was made to end. */
export interface Recovery {
  readonly jobId: string;
  readonly kill: Kill;
  /** From the end of the worker, or from its hand-back, to the next claim or the job's end; null while there is none. */
  readonly wallMs: number | null;
  /** The same without the time in which Firestore or Cloud Tasks were out of service: nobody could take the job then. */
  readonly servedMs: number | null;
  /** Another process that had taken the job in hand was killed in between; the time counts from the last such kill. */
  readonly killedAgain: boolean;
  /** It was delivered to a worker that stood still meanwhile, which had to be found out first. */
  readonly metFrozen: boolean;
}

export interface Span {
  readonly from: number;
  readonly until: number;
}

/** What else happened while jobs waited. */
export interface Meanwhile {
  /** Firestore or Cloud Tasks out of service; one after another. */
  readonly outages: readonly Span[];
  readonly freezes: readonly Span[];
}

/** A delivery that has not claimed its job by then has reached a worker that does not move. */
const FROZEN_MS = DEFAULT_JOB_POLICY.claimWithinMs;
/** Who requeues a job creates its task at once, or gives up after 3 s. */
const IN_HAND_MS = 3_000;

/** One entry for each job that a killed worker held, or handed back, when it ended. */
export function findRecoveries(
  histories: ReadonlyMap<string, JobHistory>,
  kills: readonly Kill[],
  { outages, freezes }: Meanwhile,
): Recovery[] {
  const killOf = new Map(kills.flatMap((kill) => (kill.owner === null ? [] : [[kill.owner, kill] as const])));
  const workersKilled = kills.filter(({ app }) => app === 'worker');
  return [...histories.values()].flatMap(({ id, states }) =>
    states.flatMap((claim, index) => {
      const { lease } = claim;
      if (lease === null || states[index - 1]?.lease?.nonce === lease.nonce) {
        return [];
      }
      const kill = killOf.get(lease.owner);
      const after = states.slice(index + 1).filter((state) => state.lease?.nonce !== lease.nonce);
      const leftAt = kill === undefined ? null : whenLeft(claim, after[0], kill);
      if (kill === undefined || leftAt === null) {
        return [];
      }
      return [recoveryOf({ jobId: id, kill, leftAt, after }, workersKilled, { outages, freezes })];
    }),
  );
}

/** When the job lost its owner to the kill; null when it was through with it before. */
function whenLeft(claim: JobState, release: JobState | undefined, kill: Kill): number | null {
  if (release === undefined || release.at > kill.endedAt) {
    return Math.max(claim.at, kill.endedAt);
  }
  const { attempt, waits } = claim;
  const handedBack = release.status === 'queued' && release.attempt === attempt && release.waits === waits;
  return handedBack && release.at >= kill.signalAt ? release.at : null;
}

interface Loss {
  readonly jobId: string;
  readonly kill: Kill;
  readonly leftAt: number;
  /** What became of the job from then on. */
  readonly after: readonly JobState[];
}

function recoveryOf(
  { jobId, kill, leftAt, after }: Loss,
  workersKilled: readonly Kill[],
  { outages, freezes }: Meanwhile,
): Recovery {
  const back = after.find((state) => isEnded(state) || state.status === 'running');
  const upTo = back?.at ?? Number.POSITIVE_INFINITY;
  const again = workersKilled.filter(
    ({ endedAt }) => endedAt > leftAt && endedAt < upTo && after.some((_, index) => diedInHand(after, index, endedAt)),
  );
  const from = Math.max(leftAt, ...again.map(({ endedAt }) => endedAt));
  const wallMs = back === undefined ? null : Math.max(0, back.at - leftAt);
  const servedMs = back === undefined ? null : Math.max(0, back.at - from - overlap(outages, from, back.at));
  const metFrozen = after.some((_, index) => layWithFrozen(after, index, freezes));
  return { jobId, kill, wallMs, servedMs, killedAgain: again.length > 0, metFrozen };
}

/** It lay in the queue for longer than any delivery takes, while somebody stood still. */
function layWithFrozen(states: readonly JobState[], index: number, freezes: readonly Span[]): boolean {
  const [queued, next] = states.slice(index, index + 2);
  return queued?.status === 'queued' && next !== undefined && overlap(freezes, queued.at, next.at) >= FROZEN_MS;
}

/** The worker died soon after a requeue, and the task was missing: the sweep that came next had to dispatch again. */
function diedInHand(states: readonly JobState[], index: number, endedAt: number): boolean {
  const [requeue, next] = states.slice(index, index + 2);
  if (requeue?.status !== 'queued' || next?.status !== 'queued' || next.dispatchNo === requeue.dispatchNo) {
    return false;
  }
  return endedAt >= requeue.at && endedAt - requeue.at <= IN_HAND_MS;
}

/** Milliseconds of [from, until] that lie in any of the spans. The spans do not overlap each other. */
export const overlap = (spans: readonly Span[], from: number, until: number): number =>
  spans.reduce((sum, span) => sum + Math.max(0, Math.min(until, span.until) - Math.max(from, span.from)), 0);

/** Milliseconds that jobs waited in the queue for a claim or their end, each wait on its own, outages not counted. */
export function queueWaits(histories: ReadonlyMap<string, JobHistory>, outages: readonly Span[]): number[] {
  return [...histories.values()].flatMap(({ states }) =>
    states.flatMap((state, index) => {
      if (state.status !== 'queued' || states[index - 1]?.status === 'queued') {
        return [];
      }
      const next = states.slice(index + 1).find(({ status }) => status !== 'queued');
      return next === undefined ? [] : [next.at - state.at - overlap(outages, state.at, next.at)];
    }),
  );
}
