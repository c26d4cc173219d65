import type { ProblemCode } from '@sets/contract';
import type { WriteLogEntry } from '@sets/firestore-emulator';

/** A job's document as one of its writes left it. Milliseconds since the epoch. */
export interface JobState {
  readonly at: number;
  readonly status: string;
  readonly attempt: number;
  /** Problem of the end, or of the last attempt. */
  readonly error: { readonly code: ProblemCode; readonly message: string } | null;
  readonly deaths: number;
  readonly waits: number;
  /** Problems of the attempts that are paid in doubt. */
  readonly doubts: readonly string[];
  readonly epoch: number;
  readonly dispatchNo: number;
  readonly lease: { readonly owner: string; readonly nonce: string; readonly renewedAt: number } | null;
}

export interface JobHistory {
  readonly id: string;
  readonly key: string;
  readonly contentId: string;
  readonly states: readonly JobState[];
}

/** The fields of a job's document that the audit reads. */
interface JobFields {
  readonly key: string;
  readonly content_id: string;
  readonly status: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly dispatch_no: number;
  readonly error: JobState['error'];
  readonly deaths?: number;
  readonly waits?: number;
  readonly doubts?: readonly string[];
  readonly lease: { readonly owner: string; readonly nonce: string; readonly renewed_at: string } | null;
}

const JOB_PATH = /^jobs\/([^/]+)$/;
const TERMINAL: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled', 'expired']);

export const isEnded = ({ status }: JobState): boolean => TERMINAL.has(status);
export const hasEnded = ({ states }: JobHistory): boolean => states.some(isEnded);

/** Every job that was ever written, as the emulator's log tells it. */
export function jobHistories(log: readonly WriteLogEntry[]): ReadonlyMap<string, JobHistory> {
  const histories = new Map<string, { id: string; key: string; contentId: string; states: JobState[] }>();
  for (const entry of log) {
    const id = JOB_PATH.exec(entry.path)?.[1];
    if (id === undefined) {
      continue;
    }
    if (entry.fields === null) {
      throw new Error(`${entry.path} was deleted`);
    }
    const {
      key,
      content_id: contentId,
      status,
      attempt,
      epoch,
      dispatch_no: dispatchNo,
      error,
      lease,
      deaths = 0,
      waits = 0,
      doubts = [],
    } = entry.fields as unknown as JobFields;
    const history = histories.get(id) ?? { id, key, contentId, states: [] };
    histories.set(id, history);
    const at = entry.commitTime / 1_000;
    const held =
      lease === null ? null : { owner: lease.owner, nonce: lease.nonce, renewedAt: Date.parse(lease.renewed_at) };
    history.states.push({ at, status, attempt, epoch, dispatchNo, error, deaths, waits, doubts, lease: held });
  }
  return histories;
}
