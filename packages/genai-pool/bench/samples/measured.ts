import type { ContenderName } from '../contenders/contender.ts';
import type { Row } from '../rows/row.ts';
import type { CallSample, RequestSample, Run } from './samples.ts';

/** A row and the raw samples of all its runs: every figure is computed from these alone. */
export interface Measured {
  readonly row: Row;
  readonly runs: readonly Run[];
}

/** Half open: from and including the one, up to the other. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

export const runsOf = ({ runs }: Measured, contender: ContenderName): Run[] =>
  runs.filter((run) => run.contender === contender);

/** All seeds together. */
export const requestsOf = (measured: Measured, contender: ContenderName): RequestSample[] =>
  runsOf(measured, contender).flatMap(({ requests }) => requests);

export const callsOf = (measured: Measured, contender: ContenderName): CallSample[] =>
  runsOf(measured, contender).flatMap(({ calls }) => calls);

export const arrivedIn = (requests: readonly RequestSample[], { fromMs, toMs }: Window): RequestSample[] =>
  requests.filter(({ dueMs }) => dueMs >= fromMs && dueMs < toMs);

/** Calls begun then, or looks taken then. */
export const begunIn = <T extends { readonly atMs: number }>(events: readonly T[], { fromMs, toMs }: Window): T[] =>
  events.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);

/** While something is wrong: where a row is well before and after, its figures are of the time between. */
export const troubleOf = ({ trouble, durationMs }: Row): Window => trouble ?? { fromMs: 0, toMs: durationMs };
