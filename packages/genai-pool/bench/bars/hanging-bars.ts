import { answeredShare, latencyQuantileMs } from '../measures/requests.ts';
import { hangingOf, hangingRow } from '../rows/hanging.ts';
import { type Measured, runsOf } from '../samples/measured.ts';
import type { RequestSample, Run } from '../samples/samples.ts';
import { type MakeBars, named, type PoolBar, worstRow } from './pool-bar.ts';

/** What a pool that has met nothing yet may take to know a black hole: so long, and so many requests. */
const WARM_UP_MS = 40_000;
const WARM_UP_REQUESTS = 3;
/** Longest wait before that, for each endpoint that hangs and one more. */
const FIRST_WAIT_MS = 12_000;

function split({ requests }: Run): { first: RequestSample[]; later: RequestSample[] } {
  const ordered = [...requests].sort((one, other) => one.dueMs - other.dueMs);
  const isLater = ({ dueMs }: RequestSample, index: number): boolean =>
    dueMs >= WARM_UP_MS && index >= WARM_UP_REQUESTS;
  return { first: ordered.filter((request, index) => !isLater(request, index)), later: ordered.filter(isLater) };
}

const later = (runs: readonly Run[]): RequestSample[] => runs.flatMap((run) => split(run).later);

function callsPerRequest(runs: readonly Run[]): number {
  const calls = runs.flatMap((run) => {
    const fromMs = split(run).later[0]?.dueMs ?? Number.POSITIVE_INFINITY;
    return run.calls.filter(({ atMs }) => atMs >= fromMs);
  });
  return calls.length / later(runs).length;
}

const samplesOf = (measured: Measured): number => later(runsOf(measured, 'pool')).length;

/** A slow trickle in front of black holes waits hardly longer than without them. */
export const hangingBars: MakeBars = (measured) => {
  const rows = named(measured, /^hanging_[13]_/);
  const healthy = ({ row, runs }: Measured): Run[] => {
    const same = measured.find((other) => other.row.name === hangingRow(0, hangingOf(row).rps));
    const seeds = new Set(runs.map(({ seed }) => seed));
    return same === undefined ? [] : runsOf(same, 'pool').filter(({ seed }) => seeds.has(seed));
  };
  const callsBar = (hanging: number, atMost: number): PoolBar[] =>
    worstRow({
      name: `hanging_${hanging}_calls_per_request`,
      limit: { atMost },
      rows: rows.filter(({ row }) => hangingOf(row).hanging === hanging),
      figureOf: (row) => callsPerRequest(runsOf(row, 'pool')),
      samplesOf,
    });
  return [
    ...worstRow({
      name: 'hanging_p95_ratio',
      limit: { atMost: 1.5 },
      rows,
      figureOf: (row) =>
        latencyQuantileMs(later(runsOf(row, 'pool')), 0.95) / latencyQuantileMs(later(healthy(row)), 0.95),
      samplesOf,
    }),
    ...callsBar(1, 1.2),
    ...callsBar(3, 1.5),
    ...worstRow({
      name: 'hanging_first_wait_share',
      limit: { atMost: 1 },
      rows,
      figureOf: (row) =>
        latencyQuantileMs(
          runsOf(row, 'pool').flatMap((run) => split(run).first),
          1,
        ) /
        ((hangingOf(row.row).hanging + 1) * FIRST_WAIT_MS),
      samplesOf: (row) => runsOf(row, 'pool').flatMap((run) => split(run).first).length,
    }),
    ...worstRow({
      name: 'hanging_answered',
      limit: { atLeast: 0.999 },
      rows,
      figureOf: (row) => answeredShare(later(runsOf(row, 'pool'))),
      samplesOf,
    }),
  ];
};
