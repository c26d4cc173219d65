import type { ContenderName } from '../contenders/contender.ts';
import type { Size } from '../upstream/post.ts';

/** One request, in benchmark milliseconds. */
export interface RequestSample {
  /** When it arrived, whether or not anybody had time for it then. */
  readonly dueMs: number;
  /** From then until it was answered or given up. */
  readonly ms: number;
  readonly answered: boolean;
  readonly size: Size;
  readonly poison: boolean;
}

/** One call on the wire. */
export interface CallSample {
  readonly location: string;
  readonly atMs: number;
  /** HTTP status of the answer; 0 for none: given up, cut off or refused. */
  readonly status: number;
}

/** What a contender allowed itself at a moment, by location. */
export interface LimitSample {
  readonly atMs: number;
  readonly limits: Readonly<Record<string, number>>;
}

/** One contender with one seed in one row. */
export interface Run {
  readonly contender: ContenderName;
  readonly seed: number;
  readonly requests: readonly RequestSample[];
  readonly calls: readonly CallSample[];
  readonly limits: readonly LimitSample[];
  readonly hedges: number;
  /** By fault of the row: how many calls it shaped. */
  readonly met: readonly number[];
  /** How late the machine sent the 99th percentile of the row's requests: beyond some ms it was too busy to judge by. */
  readonly sentLateMs: number;
}
