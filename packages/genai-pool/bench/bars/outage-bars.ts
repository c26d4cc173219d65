import { isolationOf, recoveryMs, returnMs } from '../measures/recovery.ts';
import { answeredShare, mean } from '../measures/requests.ts';
import type { Trouble } from '../rows/row.ts';
import { arrivedIn, begunIn, callsOf, type Measured, requestsOf, runsOf } from '../samples/measured.ts';
import { type MakeBars, named, type PoolBar, worstRow } from './pool-bar.ts';

function troubleIn({ row }: Measured): Trouble {
  if (row.trouble === null) {
    throw new Error(`${row.name} has no trouble to recover from`);
  }
  return row.trouble;
}

const requestsMeanwhile = (measured: Measured): number =>
  arrivedIn(requestsOf(measured, 'pool'), troubleIn(measured)).length;

const recoveryBar = (name: string, rows: readonly Measured[]): PoolBar[] =>
  worstRow({
    name,
    limit: { atMost: 5 },
    rows,
    figureOf: (measured) =>
      recoveryMs(requestsOf(measured, 'pool'), troubleIn(measured), measured.row.durationMs) / 1_000,
    samplesOf: (measured) =>
      arrivedIn(requestsOf(measured, 'pool'), {
        fromMs: troubleIn(measured).toMs,
        toMs: measured.row.durationMs,
      }).length,
  });

/** A total outage is not amplified, and its end is noticed. */
export const outageBars: MakeBars = (measured) => [
  ...worstRow({
    name: 'outage_calls_per_request',
    limit: { atMost: 1.3 },
    rows: named(measured, /^outage_/),
    figureOf: (row) => begunIn(callsOf(row, 'pool'), troubleIn(row)).length / requestsMeanwhile(row),
    samplesOf: requestsMeanwhile,
  }),
  ...recoveryBar('recovery_s', named(measured, /^outage_/)),
  ...recoveryBar('token_recovery_s', named(measured, /^tokens_hang$/)),
];

/** One region that goes is left alone at once, costs nobody an answer, and gets its work back. */
export const sickRegionBars: MakeBars = (measured) => [
  ...isolationBar(named(measured, /^region_(503|refuses)$/)),
  ...worstRow({
    name: 'region_recovery_s',
    limit: { atMost: 10 },
    rows: named(measured, /^region_(503|refuses|hangs)$/),
    figureOf: (row) =>
      mean(runsOf(row, 'pool').map(({ calls }) => returnMs(calls, troubleIn(row), row.row.durationMs))) / 1_000,
    samplesOf: (row) => runsOf(row, 'pool').length,
  }),
  ...worstRow({
    name: 'one_sick_region_answered',
    limit: { atLeast: 0.999 },
    rows: named(measured, /^region_/),
    figureOf: (row) => answeredShare(requestsOf(row, 'pool')),
  }),
  ...worstRow({
    name: 'success_3_of_4_down',
    limit: { atLeast: 0.999 },
    rows: named(measured, /^three_down_20000$/),
    figureOf: (row) => answeredShare(requestsOf(row, 'pool')),
  }),
];

const MOST_FAILURES = 5;
const MOST_S = 2;

/** Few failures, or little time: at a high rate five failures are over at once, at a low one they take long. */
function isolationBar(rows: readonly Measured[]): PoolBar[] {
  const isolations = rows.map((measured) => {
    const each = runsOf(measured, 'pool').map(({ calls }) => isolationOf(calls, troubleIn(measured)));
    return {
      name: measured.row.name,
      failures: mean(each.map(({ failures }) => failures)),
      afterS: mean(each.map(({ afterMs }) => afterMs)) / 1_000,
      each,
    };
  });
  const all = isolations.flatMap(({ each }) => each);
  if (all.length === 0) {
    return [];
  }
  return [
    {
      name: 'isolate_failures',
      bar: `≤ ${MOST_FAILURES}, or within ${MOST_S} s`,
      figure: Math.max(...isolations.map(({ failures }) => failures)),
      met: isolations.every(({ failures, afterS }) => failures <= MOST_FAILURES || afterS <= MOST_S),
      samples: all.length,
      seeds: [Math.min(...all.map(({ failures }) => failures)), Math.max(...all.map(({ failures }) => failures))],
      detail: Object.fromEntries(isolations.map(({ name, afterS }) => [`${name}_after_s`, afterS])),
    },
  ];
}
