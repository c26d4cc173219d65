import { latencyQuantileMs, mean } from '../measures/requests.ts';
import { CAPACITY_STEPS } from '../rows/capacity.ts';
import { begunIn, callsOf, type Measured, requestsOf, runsOf, type Window } from '../samples/measured.ts';
import { type MakeBars, named, worstRow } from './pool-bar.ts';

/** What a limit may take to follow a capacity that has changed. */
const SETTLING_MS = 30_000;

const settledSteps = ({ row }: Measured): (Window & { readonly max: number })[] =>
  CAPACITY_STEPS.map(({ fromMs, max }, index) => ({
    fromMs: fromMs + SETTLING_MS,
    toMs: CAPACITY_STEPS[index + 1]?.fromMs ?? row.durationMs,
    max,
  }));

/** How far the limits are from what a location carries, by step. */
const errors = (measured: Measured): number[] =>
  settledSteps(measured).flatMap(({ max, ...window }) =>
    runsOf(measured, 'pool')
      .flatMap(({ limits }) => begunIn(limits, window))
      .flatMap(({ limits }) => Object.values(limits).map((limit) => Math.abs(limit - max) / max)),
  );

function refusedShare(measured: Measured): number {
  const settled = settledSteps(measured).flatMap((window) => begunIn(callsOf(measured, 'pool'), window));
  return settled.filter(({ status }) => status === 429).length / settled.length;
}

/** What a location carries is found, and found again when it has changed; hedges pay for what they cost. */
export const loadBars: MakeBars = (measured) => [
  ...worstRow({
    name: 'capacity_error',
    limit: { atMost: 0.2 },
    rows: named(measured, /^capacity$/),
    figureOf: (row) => mean(errors(row)),
    samplesOf: (row) => errors(row).length,
  }),
  ...worstRow({
    name: 'capacity_refused_share',
    limit: { atMost: 0.02 },
    rows: named(measured, /^capacity$/),
    figureOf: refusedShare,
    samplesOf: (row) => callsOf(row, 'pool').length,
  }),
  ...worstRow({
    name: 'hedge_p99_ratio',
    limit: { atMost: 0.65 },
    rows: named(measured, /^stragglers$/),
    figureOf: (row) =>
      latencyQuantileMs(requestsOf(row, 'pool'), 0.99) / latencyQuantileMs(requestsOf(row, 'pool_unhedged'), 0.99),
    samplesOf: (row) => requestsOf(row, 'pool').length,
  }),
  ...worstRow({
    name: 'hedge_share',
    limit: { atMost: 0.02 },
    rows: named(measured, /^stragglers$/),
    figureOf: (row) =>
      runsOf(row, 'pool').reduce((sum, { hedges }) => sum + hedges, 0) / requestsOf(row, 'pool').length,
    samplesOf: (row) => requestsOf(row, 'pool').length,
  }),
];
