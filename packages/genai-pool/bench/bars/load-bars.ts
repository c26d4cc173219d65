import type { ContenderName } from '../contenders/contender.ts';
import { answeredShare, latencyQuantileMs, mean } from '../measures/requests.ts';
import { CAPACITY_STEPS } from '../rows/capacity.ts';
import { begunIn, callsOf, type Measured, requestsOf, runsOf, type Window } from '../samples/measured.ts';
import { type MakeBars, named, worstRow } from './pool-bar.ts';

const SLOWING = /^(nearest_slows|all_slow_down)$/;
/** What a limit may take to follow a capacity that has changed. */
const SETTLING_MS = 30_000;

type Step = Window & { readonly max: number };

const settledSteps = ({ row }: Measured): Step[] =>
  CAPACITY_STEPS.map(({ fromMs, max }, index) => ({
    fromMs: fromMs + SETTLING_MS,
    toMs: CAPACITY_STEPS[index + 1]?.fromMs ?? row.durationMs,
    max,
  }));

/** How far the limits are from what a location carries, on average over one step. */
const errorIn = (measured: Measured, contender: ContenderName, { max, ...window }: Step): number =>
  mean(
    runsOf(measured, contender)
      .flatMap(({ limits }) => begunIn(limits, window))
      .flatMap(({ limits }) => Object.values(limits).map((limit) => Math.abs(limit - max) / max)),
  );

/** Of the worst step: a limit that never moves is right for one of them. */
const capacityError = (measured: Measured, contender: ContenderName): number =>
  Math.max(...settledSteps(measured).map((step) => errorIn(measured, contender, step)));

function refusedShare(measured: Measured, contender: ContenderName): number {
  const settled = settledSteps(measured).flatMap((step) => begunIn(callsOf(measured, contender), step));
  return settled.filter(({ status }) => status === 429).length / settled.length;
}

const carriedPerS = (measured: Measured, contender: ContenderName): number =>
  (1_000 * callsOf(measured, contender).filter(({ status }) => status === 200).length) /
  (measured.row.durationMs * runsOf(measured, contender).length);

const quantileOf = (measured: Measured, contender: ContenderName, q: number): number =>
  latencyQuantileMs(requestsOf(measured, contender), q);

/** What a location carries is found, and found again when it has changed; hedges pay for what they cost. */
export const loadBars: MakeBars = (measured) => [
  ...worstRow({
    name: 'capacity_error',
    limit: { atMost: 0.2 },
    rows: named(measured, /^capacity$/),
    figureOf: (row) => capacityError(row, 'pool'),
    detailOf: (row) => ({
      plain_aimd: capacityError(row, 'plain_aimd'),
      carried_per_s: carriedPerS(row, 'pool'),
      plain_aimd_carried_per_s: carriedPerS(row, 'plain_aimd'),
    }),
  }),
  ...worstRow({
    name: 'capacity_refused_share',
    limit: { atMost: 0.02 },
    rows: named(measured, /^capacity$/),
    figureOf: (row) => refusedShare(row, 'pool'),
    detailOf: (row) => ({ plain_aimd: refusedShare(row, 'plain_aimd') }),
  }),
  ...worstRow({
    name: 'slows_under_load_answered',
    limit: { atLeast: 0.999 },
    rows: named(measured, SLOWING),
    figureOf: (row) => answeredShare(requestsOf(row, 'pool')),
  }),
  ...worstRow({
    name: 'slows_under_load_p95_vs_aimd',
    limit: { atMost: 1.5 },
    rows: named(measured, SLOWING),
    figureOf: (row) => quantileOf(row, 'pool', 0.95) / quantileOf(row, 'plain_aimd', 0.95),
  }),
  ...worstRow({
    name: 'hedge_p99_ratio',
    limit: { atMost: 0.65 },
    rows: named(measured, /^stragglers$/),
    // Beside one that waits: without hedges the pool still moves on when a call is late, and counts that apart.
    figureOf: (row) => quantileOf(row, 'pool', 0.99) / quantileOf(row, 'each_once', 0.99),
    detailOf: (row) => ({
      with_late_moves_alone: quantileOf(row, 'pool_unhedged', 0.99) / quantileOf(row, 'each_once', 0.99),
      waiting_p99_s: quantileOf(row, 'each_once', 0.99) / 1_000,
    }),
  }),
  ...worstRow({
    name: 'hedge_share',
    limit: { atMost: 0.02 },
    rows: named(measured, /^stragglers$/),
    figureOf: (row) =>
      runsOf(row, 'pool').reduce((sum, { hedges }) => sum + hedges, 0) / requestsOf(row, 'pool').length,
  }),
];
