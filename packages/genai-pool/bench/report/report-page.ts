import { markdownTable, rounded } from '@sets/measurement';
import type { PoolBar } from '../bars/pool-bar.ts';
import { sentLateMs } from '../bars/validity-bars.ts';
import { CONTENDERS } from '../contenders/contender.ts';
import { ROW_GROUPS } from '../rows/rows.ts';
import type { Measured } from '../samples/measured.ts';
import type { SampleFile } from '../samples/samples-file.ts';
import { LATENCY_MS, LOCATIONS, MODEL } from '../upstream/workload.ts';
import { type Cell, cellsOf } from './cells.ts';

/** The report for people. */
export const toPage = (
  { command, tookS, measured }: SampleFile,
  bars: readonly PoolBar[],
): string => `# The GenAI pool under faults

Written by \`${command}\` in ${Math.round(tookS)} s; the figures as data: [pool.json](pool.json).

![Requests answered while something is wrong](pool.svg)

## Bars

${markdownTable(['bar', 'wanted', 'figure', 'met', 'by seed', 'samples', 'more'], bars.map(barLine))}

## Rows

${ROW_GROUPS.flatMap((group) => groupLines(group, measured)).join('\n\n')}

## How to read it

- **The cloud.** ${LOCATIONS.length} locations that serve \`${MODEL}\` (${LOCATIONS.map((location) => `\`${location}\``).join(', ')}), called from us-central1. A video takes a median of ${LATENCY_MS.video.median} ms (95th percentile ${LATENCY_MS.video.p95}), a text ${LATENCY_MS.text.median} ms, and 0.5 % of all calls fail with a 500: the figures of the pinned workload. Each contender has its own copy of it. The luck of a call depends on its post, its location and how often it has been there, so two contenders that ask the same thing at the same place are told the same.
- **The time.** Arrivals are a Poisson process, the same for all contenders of a seed. Rows at one request a second and below run on the injected clock without sockets; all others over HTTP through \`@google/genai\`, against servers in another process with an address for each location, with time compressed (\`time_scale\` in pool.json): the pool runs its shipped defaults on a clock that is as much faster. Production's observers are installed everywhere. The latency of a request counts from the moment it was due, not from when it was sent; the machine sent the 99th percentile at most ${rounded(Math.max(...measured.map(sentLateMs)))} ms late (real time).
- **The figures.** Where something is wrong for a part of a row only, they are of the requests that arrived meanwhile. A request that was never answered took for ever (∞), so giving up early does not look quick. *Worst to best seed* is the share answered with each seed alone. A bar that speaks of several rows is of the worst of them; *more* has each.
- **The callers.** A bare client makes one call to the nearest location. Round robin takes the locations by turns with the SDK's own retries. One plain try per endpoint has no state at all: whatever keeps a state must not do worse. Callers that *come back when it says* heed \`retryAfterMs\` for up to two minutes, as the job queue does; all others take the first no for an answer.
- **Faults.** A benchmark whose fault met no call of the pool has failed (\`faults_that_met_no_call\`).
`;

/** A heading and a table; nothing where no row of the group was run. */
function groupLines({ title, rows }: (typeof ROW_GROUPS)[number], measured: readonly Measured[]): string[] {
  const names = new Set(rows.map(({ name }) => name));
  const lines = measured.filter(({ row }) => names.has(row.name)).flatMap(rowLines);
  return lines.length === 0 ? [] : [`### ${title}`, markdownTable(HEAD, lines)];
}

const HEAD = [
  'row',
  'contender',
  'requests',
  'answered',
  'worst to best seed',
  'p50 s',
  'p95 s',
  'p99 s',
  'calls per request',
];

const barLine = ({ name, bar, figure, met, seeds, samples, detail }: PoolBar): unknown[] => [
  `\`${name}\``,
  bar,
  figureText(figure),
  met ? 'yes' : '**no**',
  seeds === null ? null : seeds.map(figureText).join(' to '),
  samples,
  Object.entries(detail)
    .map(([key, value]) => `${key} ${figureText(value)}`)
    .join(', ') || null,
];

const rowLines = (measured: Measured): unknown[][] =>
  cellsOf(measured).map((cell, index) => [
    index === 0 ? `**${measured.row.title}**, ${loadText(measured)}` : '',
    ...cellTexts(cell),
  ]);

const loadText = ({ row: { load } }: Measured): string =>
  'rps' in load ? `${load.rps} a second` : `${load.callers} callers`;

const cellTexts = (cell: Cell): unknown[] => [
  CONTENDERS[cell.contender],
  cell.requests,
  percent(cell.answered),
  cell.seeds.map(percent).join(' to '),
  seconds(cell.p50_s),
  seconds(cell.p95_s),
  seconds(cell.p99_s),
  cell.calls_per_request.toFixed(2),
];

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const seconds = (s: number): string => (Number.isFinite(s) ? s.toFixed(1) : '∞');
const figureText = (figure: number): string => (figure === Number.POSITIVE_INFINITY ? '∞' : String(rounded(figure)));
