import type { ContenderName } from '../contenders/contender.ts';
import { answeredShare } from '../measures/requests.ts';
import { type Measured, requestsOf } from '../samples/measured.ts';
import { type MakeBars, named, worstRow } from './pool-bar.ts';

const answered = (measured: Measured, contender: ContenderName): number =>
  answeredShare(requestsOf(measured, contender));

/** Never worse than no pool, while everything answers sometimes. */
export const partialFailureBars: MakeBars = (measured) => [
  ...worstRow({
    name: 'partial_failure_gap_points',
    limit: { atMost: 0.5 },
    rows: named(measured, /^partial_/),
    figureOf: (row) => 100 * (answered(row, 'each_once') - answered(row, 'pool')),
  }),
  ...worstRow({
    name: 'flapping_vs_bare',
    limit: { atLeast: 1 },
    rows: named(measured, /^flapping_(2|5)$/),
    figureOf: (row) => answered(row, 'pool') / answered(row, 'bare'),
  }),
  ...worstRow({
    name: 'flapping_vs_bare_10s',
    limit: { atLeast: 0.8 },
    rows: named(measured, /^flapping_10$/),
    figureOf: (row) => answered(row, 'pool') / answered(row, 'bare'),
  }),
];
