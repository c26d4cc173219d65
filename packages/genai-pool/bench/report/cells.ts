import type { ContenderName } from '../contenders/contender.ts';
import { answeredShare, latencyQuantileMs } from '../measures/requests.ts';
import { arrivedIn, begunIn, callsOf, type Measured, requestsOf, runsOf, troubleOf } from '../samples/measured.ts';

/** One contender in one row, over all seeds; requests that arrived while something was wrong. */
export interface Cell {
  readonly contender: ContenderName;
  readonly requests: number;
  readonly answered: number;
  /** The share that was answered with the worst and with the best seed. */
  readonly seeds: readonly [number, number];
  /** Infinity: that many were never answered. */
  readonly p50_s: number;
  readonly p95_s: number;
  readonly p99_s: number;
  readonly calls_per_request: number;
}

export function cellsOf(measured: Measured): Cell[] {
  const window = troubleOf(measured.row);
  return measured.row.contenders.map((contender) => {
    const requests = arrivedIn(requestsOf(measured, contender), window);
    const bySeed = runsOf(measured, contender).map((run) => answeredShare(arrivedIn(run.requests, window)));
    const seconds = (q: number): number => latencyQuantileMs(requests, q) / 1_000;
    return {
      contender,
      requests: requests.length,
      answered: answeredShare(requests),
      seeds: [Math.min(...bySeed), Math.max(...bySeed)],
      p50_s: seconds(0.5),
      p95_s: seconds(0.95),
      p99_s: seconds(0.99),
      calls_per_request: begunIn(callsOf(measured, contender), window).length / requests.length,
    };
  });
}
