import type { JobDocument } from '../../src/documents/job-document.ts';
import { DEFAULT_JOB_POLICY, type JobPolicy } from '../../src/policy.ts';
import type { Ending } from '../../src/protocol/end-job.ts';
import { applyPatch, type JobPatch } from '../../src/protocol/job-patch.ts';
import type { Moment } from '../../src/protocol/moment.ts';
import type { FencedChange } from '../../src/protocol/settle-write.ts';
import { sharedDeadline, type Waiting } from '../../src/protocol/waiting.ts';
import { newJob } from '../../src/submit/new-job.ts';
import { submission } from '../support/jobs-harness.ts';

/** One job, one result, one queue, and everyone who acts on them. Each step makes a new state. */
export interface State {
  readonly now: number;
  readonly job: JobDocument;
  /** As the submit left it. */
  readonly made: JobDocument;
  /** Stands for the update time: each applied commit makes a new one. */
  readonly version: number;
  readonly flight: boolean;
  /** Result values written so far. */
  readonly values: number;
  /** Tasks that wait or are being delivered, by dispatch number. */
  readonly tasks: readonly number[];
  /** A name is used once, whatever became of its task. */
  readonly used: readonly number[];
  readonly workers: readonly Worker[];
  readonly sweeper: Sweeper;
  /** Commits sent and not answered; each may still be applied, at any later time. */
  readonly astray: readonly Commit[];
  /** Who joined, as far as it counts for the job's end and for who is told of it. */
  readonly members: readonly ModelMember[];
  /** Receivers of webhooks, whom the job was made for and members, that know of the end. */
  readonly told: boolean;
  readonly left: Budget;
}

export type ModelMember = Waiting & { readonly hook: boolean };

/** How much may happen on one path. */
export interface Budget {
  readonly ticks: number;
  readonly crashes: number;
  readonly lostAnswers: number;
  readonly cancels: number;
  readonly renewals: number;
  readonly joins: number;
  /** Of members who are told by webhook. */
  readonly hookJoins: number;
  readonly leaves: number;
  readonly handBacks: number;
  readonly waits: number;
  /** Attempts that are paid in doubt. */
  readonly doubts: number;
}

/** Nothing goes wrong any more. */
export const NOTHING_LEFT: Budget = {
  ticks: 0,
  crashes: 0,
  lostAnswers: 0,
  cancels: 0,
  renewals: 0,
  handBacks: 0,
  waits: 0,
  doubts: 0,
  joins: 0,
  hookJoins: 0,
  leaves: 0,
};

export interface Seen {
  readonly job: JobDocument;
  readonly version: number;
  readonly now: number;
}

export type Worker =
  | { readonly at: 'idle'; readonly claims: number }
  /** It has read the job and will commit its claim. */
  | { readonly at: 'claiming'; readonly claims: number; readonly task: number; readonly seen: Seen }
  | { readonly at: 'claim_unsure'; readonly claims: number; readonly task: number }
  | Holding
  /** It sent `change` and does not know what became of it. */
  | (Omit<Holding, 'at'> & { readonly at: 'unsure'; readonly change: FencedChange })
  | { readonly at: 'dispatching'; readonly claims: number; readonly task: number; readonly dispatchNo: number }
  /** It has ended the job, and tells receivers before it strikes that off. */
  | { readonly at: 'telling'; readonly claims: number; readonly task: number; readonly version: number }
  | { readonly at: 'striking'; readonly claims: number; readonly task: number; readonly version: number };

export interface Holding {
  readonly at: 'holding';
  readonly claims: number;
  readonly task: number;
  readonly version: number;
  readonly job: JobDocument;
}

export type Sweeper =
  | { readonly at: 'idle' }
  | { readonly at: 'asking'; readonly seen: Seen }
  | { readonly at: 'telling'; readonly version: number }
  | { readonly at: 'committing'; readonly commit: Commit; readonly dispatch: boolean }
  | { readonly at: 'dispatching'; readonly dispatchNo: number };

/** A write under the precondition that the job is still at `version`. */
export interface Commit {
  readonly version: number;
  readonly change: { readonly patch: JobPatch } | { readonly ending: Ending };
  /** Nonce of the owner who writes; claims, sweeps and cancels have none. */
  readonly owner: string | null;
  /** It ends the job by time, judged at this moment; refused when a member then wishes for longer. */
  readonly byTimeAt?: number;
}

export const POLICY: JobPolicy = { ...DEFAULT_JOB_POLICY, maxAttempts: 2, suspectDeaths: 1 };
/** Longer than a lease: after one tick every lease that was not renewed has expired. */
export const TICK_MS = 16_000;
const JOB_ID = 'model-check-job-1';

export const momentOf = ({ now }: Pick<State, 'now'>): Moment => ({ nowMs: now, policy: POLICY });

/** What its caller has asked for beside the job. */
export interface Asked {
  /** After so long it wants no result any more. */
  readonly deadlineMs?: number;
  /** It is told by webhook. */
  readonly webhook?: string;
}

function madeJob(asked: Asked): JobDocument {
  const input = submission('model', asked);
  return newJob(input, { id: JOB_ID, refreshes: false }, { nowMs: 0, policy: POLICY });
}

export function initialState(left: Budget, asked: Asked = {}): State {
  const made = madeJob(asked);
  return {
    now: 0,
    job: made,
    made,
    version: 0,
    flight: true,
    values: 0,
    // A submit may die between its commit and its task, so the task is not there yet.
    tasks: [],
    used: [],
    workers: [
      { at: 'idle', claims: 0 },
      { at: 'idle', claims: 0 },
    ],
    sweeper: { at: 'idle' },
    astray: [],
    members: [],
    told: false,
    left,
  };
}

/** Applies a commit as the store would: whole, or not at all. Null when its precondition does not hold. */
export function applyCommit(state: State, { version, change, owner, byTimeAt }: Commit): State | null {
  if (version !== state.version) {
    return null;
  }
  if (byTimeAt !== undefined && sharedDeadline(state.job, state.members) > byTimeAt) {
    return null;
  }
  if (owner !== null && state.job.lease?.nonce !== owner) {
    throw new Error(`${owner} wrote a job that is not its own`);
  }
  // Every other commit on its way has lost its precondition for ever.
  const next = { ...state, version: version + 1, astray: [] };
  if ('patch' in change) {
    return { ...next, job: applyPatch(state.job, change.patch, state.now) };
  }
  return {
    ...next,
    job: applyPatch(state.job, change.ending.job, state.now),
    flight: false,
    values: state.values + (change.ending.results.kind === 'value' ? 1 : 0),
  };
}

export function createTask(state: State, dispatchNo: number): State {
  if (state.used.includes(dispatchNo)) {
    return state;
  }
  return { ...state, used: [...state.used, dispatchNo].sort(), tasks: [...state.tasks, dispatchNo].sort() };
}

/** Two deliveries by one worker never share a nonce. */
export const nonceOf = (index: number, { claims }: Worker): string => `w${index}-${claims}`;
