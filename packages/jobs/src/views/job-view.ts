import { isLaterEvent, isTerminal, type Job, type ServedFrom } from '@sets/contract';
import { type Version, versionOfMillis } from '@sets/store-kit';
import type { Member } from '../documents/member-document.ts';
import type { ResultValue } from '../documents/result-document.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import { toJob, toJobFromValue } from '../read/to-job.ts';

/** What one id shows to one caller. */
export type JobView = OwnView | MemberView | ValueView;

/** Of a job, to whom it was made for. */
export interface OwnView {
  readonly kind: 'own';
  readonly id: string;
  readonly snapshot: JobSnapshot;
  /** `joined` when its caller asked for it once more. */
  readonly servedFrom: ServedFrom;
}

/** Of a job, to someone who joined it. */
export interface MemberView {
  readonly kind: 'member';
  readonly id: string;
  readonly snapshot: JobSnapshot;
  readonly member: Member;
  /** The member's own version: the job's tells nothing of it. */
  readonly memberVersion: string;
}

/** Of what was known already. Nothing of its caller is kept but in the answer to its submit. */
export interface ValueView {
  readonly kind: 'value';
  readonly id: string;
  readonly key: string;
  readonly value: ResultValue;
  readonly servedFrom: 'cache' | 'stale';
  readonly profile: string;
  readonly language: string | null;
}

/** Whether there is nothing more to wait for. */
export function isOver(view: JobView): boolean {
  switch (view.kind) {
    case 'own':
      return isTerminal(view.snapshot.job.status);
    case 'member':
      return isTerminal(view.snapshot.job.status) || view.member.left_at !== null;
    case 'value':
      return true;
  }
}

/** Changes whenever the view does; equal for equal bodies of one id. */
export function versionOfView(view: JobView): string {
  switch (view.kind) {
    case 'own':
      return `${view.id}:${view.snapshot.version}`;
    case 'member':
      return `${view.id}:${view.snapshot.version}:${view.memberVersion}`;
    case 'value':
      return `${view.id}:${view.servedFrom}`;
  }
}

/** When the view last changed, by the server: grows with each change, as an event's id does. */
export function updatedOfView(view: JobView): Version {
  switch (view.kind) {
    case 'own':
      return view.snapshot.version;
    case 'member': {
      const { snapshot, memberVersion } = view;
      return isLaterEvent(memberVersion, snapshot.version) ? memberVersion : snapshot.version;
    }
    case 'value':
      return versionOfMillis(view.value.created_at);
  }
}

/** The body of every answer about a job. */
export function bodyOfView(view: JobView): Job {
  switch (view.kind) {
    case 'own': {
      const { job } = view.snapshot;
      return toJob(job, { servedFrom: view.servedFrom, metadata: job.metadata });
    }
    case 'member':
      return bodyOfMember(view);
    case 'value': {
      const { key, value, servedFrom } = view;
      const { canonical_url } = value.source;
      return toJobFromValue(key, value, view, { servedFrom, metadata: null, submittedUrl: canonical_url });
    }
  }
}

function bodyOfMember({ id, member, snapshot }: MemberView): Job {
  const { metadata, submitted_url, deadline_at, joined_at, left_at } = member;
  return toJob(snapshot.job, {
    ...{ id, servedFrom: 'joined', metadata, submittedUrl: submitted_url },
    ...{ deadlineAt: deadline_at, createdAt: joined_at, leftAt: left_at },
  });
}
