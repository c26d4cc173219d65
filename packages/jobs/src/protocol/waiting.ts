import type { JobDocument } from '../documents/job-document.ts';
import { NOBODY } from '../documents/job-document.ts';
import type { Member } from '../documents/member-document.ts';

/** What counts of a member: whether it still wants the job, and until when; null is as long as the job may take. */
export type Waiting = Pick<Member, 'waiting' | 'deadline_at'>;

type Waited = Pick<JobDocument, 'caller' | 'asked_deadline_at' | 'deadline_at'>;

/** Whether the caller that the job was made for still wants it at `nowMs`. */
export const ownerWaits = ({ caller, asked_deadline_at }: Waited, nowMs: number): boolean =>
  caller !== NOBODY && (asked_deadline_at === null || nowMs < asked_deadline_at);

/** When a wish of `deadlineMs` from now on ends; null without one. It never lengthens what a job may take. */
export const askedDeadline = (deadlineMs: number | undefined, nowMs: number, lastMs: number): number | null =>
  deadlineMs === undefined ? null : Math.min(nowMs + deadlineMs, lastMs);

/**
 * When a job ends at the latest: the latest that any of those wishes who wait for it, and never later than it may take.
 * A job that nobody waits for any more ends by its members' leaving, not by time.
 */
export function sharedDeadline(job: Waited, members: readonly Waiting[]): number {
  const wishes = members.filter(({ waiting }) => waiting).map(({ deadline_at }) => deadline_at ?? job.deadline_at);
  if (job.caller !== NOBODY) {
    wishes.push(job.asked_deadline_at ?? job.deadline_at);
  }
  return wishes.length === 0 ? job.deadline_at : Math.min(job.deadline_at, Math.max(...wishes));
}

/** Whether a job needs its members to be read before it is known when it ends: its own wish alone has passed. */
export const askMembers = ({ caller, asked_deadline_at, deadline_at }: Waited, nowMs: number): boolean =>
  nowMs < deadline_at && (caller === NOBODY || (asked_deadline_at !== null && nowMs >= asked_deadline_at));
