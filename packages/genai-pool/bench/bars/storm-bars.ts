import type { ContenderName } from '../contenders/contender.ts';
import { answeredShare, latencyQuantileMs } from '../measures/requests.ts';
import { arrivedIn, type Measured, requestsOf, troubleOf } from '../samples/measured.ts';
import type { RequestSample } from '../samples/samples.ts';
import { type MakeBars, named, type PoolBar, worstRow } from './pool-bar.ts';

const inStorm = (measured: Measured, contender: ContenderName): RequestSample[] =>
  arrivedIn(requestsOf(measured, contender), troubleOf(measured.row));

/** 429s with hints, at the rates that 80 slots are meant for; 10 a second is reported, and not asked. */
export const stormBars: MakeBars = (measured) => {
  const rows = named(measured, /^storm_at_(1|2|5)$/);
  const answered = (name: string, contender: ContenderName, atLeast: number): PoolBar[] =>
    worstRow({
      name,
      limit: { atLeast },
      rows,
      figureOf: (row) => answeredShare(inStorm(row, contender)),
      samplesOf: (row) => inStorm(row, contender).length,
    });
  const p95 = (name: string, contender: ContenderName): PoolBar[] =>
    worstRow({
      name,
      limit: { atMost: 10 },
      rows,
      figureOf: (row) => latencyQuantileMs(inStorm(row, contender), 0.95) / 1_000,
      samplesOf: (row) => inStorm(row, contender).length,
    });
  return [
    ...answered('storm_heeding', 'pool_heeding', 0.999),
    ...answered('storm_others', 'pool', 0.99),
    ...worstRow({
      name: 'chronic_429_answered',
      limit: { atLeast: 0.999 },
      rows: named(measured, /^chronic_429_/),
      figureOf: (row) => answeredShare(requestsOf(row, 'pool')),
    }),
    ...p95('storm_heeding_p95_s', 'pool_heeding'),
    ...p95('storm_others_p95_s', 'pool'),
  ];
};
