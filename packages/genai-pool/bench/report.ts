import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { type Bar, WORKLOAD } from './bars.ts';
import { CONTENDERS, type ContenderName } from './contenders.ts';
import type { Row } from './rows.ts';
import type { Cell, RowRun } from './run-row.ts';

export interface Report {
  readonly quick: boolean;
  readonly timeScale: number;
  readonly seed: number;
  readonly tookS: number;
  readonly rows: readonly { row: Row; run: RowRun }[];
  readonly bars: readonly Bar[];
}

const NAMES = Object.keys(CONTENDERS) as ContenderName[];

export function writeReport(report: Report, directory: URL): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(new URL('pool.json', directory), `${JSON.stringify(toJson(report), null, 2)}\n`);
  writeFileSync(new URL('pool.md', directory), toMarkdown(report));
  writeFileSync(new URL('pool.svg', directory), toSvg(report));
}

function toJson({ quick, timeScale, seed, tookS, rows, bars }: Report) {
  return {
    what: 'The GenAI pool beside other ways to call the same four regions, under seeded faults over real HTTP.',
    quick,
    date: new Date().toISOString(),
    machine: { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model ?? null },
    took_s: Math.round(tookS),
    time_scale: timeScale,
    seed,
    workload: WORKLOAD,
    contenders: CONTENDERS,
    rows: rows.map(({ row, run }) => ({
      name: row.name,
      title: row.title,
      rps: row.rps,
      time_scale: row.timeScale,
      duration_ms: row.durationMs,
      cells: Object.fromEntries(
        NAMES.filter((name) => run.cells[name]).map((name) => [name, roundAll(run.cells[name] ?? {})]),
      ),
    })),
    bars: bars.map((bar) => ({ ...bar, figure: round(bar.figure), detail: roundAll(bar.detail) })),
  };
}

function toMarkdown({ quick, timeScale, tookS, rows, bars }: Report): string {
  const table = (head: readonly string[], lines: readonly (readonly string[])[]) =>
    [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const barLines = bars.map(({ name, bar, figure, met, samples, detail }) => [
    `\`${name}\``,
    bar,
    String(round(figure)),
    met ? 'yes' : '**no**',
    String(samples),
    Object.entries(roundAll(detail))
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
  ]);
  const rowLines = rows.flatMap(({ row, run }) =>
    NAMES.filter((name) => run.cells[name]).map((name, i) => [
      i === 0 ? `**${row.title}**` : '',
      CONTENDERS[name],
      ...cellText(run.cells[name]),
    ]),
  );
  return `# The GenAI pool under faults

Written by \`make bench-pool\`${quick ? ' (quick version: fewer rows and calls)' : ''}; raw figures in [pool.json](pool.json). It took ${Math.round(tookS)} s.

![Share of requests that succeeded](pool.svg)

## Bars

${table(['bar', 'asked', 'figure', 'met', 'samples', 'more'], barLines)}

## Rows

${table(['row', 'contender', 'requests', 'success', 'p50 s', 'p95 s', 'p99 s', 'calls per request', 'isolated after s', 'recovered after s'], rowLines)}

## How to read it

- Four regions, each a seeded server in a child process, called over real HTTP through \`@google/genai\`. Answers take a median of ${WORKLOAD.latency_ms.median} ms with a 95th percentile of ${WORKLOAD.latency_ms.p95} ms; ${WORKLOAD.error_rate * 100} % of calls fail with a 500 in every row. Within a row the contenders run side by side, each against its own copy of the cloud.
- Time is compressed ${timeScale} times (other rates: \`time_scale\` of a bar, and of a row in pool.json): the servers' latencies are divided by it, and the pool runs its **shipped defaults** on a clock that is as much faster; so do the SDK's own retry delays. All times are given uncompressed. What real HTTP and this machine add (a few ms per call) is therefore magnified, to the disadvantage of all. The first two bars are measured in real time.
- A fault lasts from second 30 to 90 of 150 unless the row says otherwise. Latencies are those of requests that were answered or that timed out. A bare client and a pool without failover answer a request with one call; a request that the pool turns away at once carries the time at which to try again, and counts as failed; *run up to 3 times when it says* is the same pool under callers that heed it, as the job queue does.
- *Isolated after*: until the bad regions get fewer than one call per ten requests for 10 s. *Recovered after*: until they get half of their former share again; in the row of the total outage, until 95 % of requests succeed.
`;
}

function cellText(cell: Cell | undefined): string[] {
  if (cell === undefined) {
    return [];
  }
  const seconds = (ms: number | null) => (ms === null ? '–' : (ms / 1_000).toFixed(1));
  return [
    String(cell.requests),
    `${(cell.success * 100).toFixed(2)} %`,
    seconds(cell.p50_ms),
    seconds(cell.p95_ms),
    seconds(cell.p99_ms),
    cell.upstream_calls_per_request.toFixed(3),
    seconds(cell.isolate_ms),
    seconds(cell.recover_ms),
  ];
}

const COLOURS: Readonly<Record<ContenderName, string>> = {
  pool: '#1a73e8',
  pool_job: '#0b8043',
  bare: '#9aa0a6',
  round_robin: '#f29900',
  pool_bare: '#8ab4f8',
};

/** Two bar charts side by side: success, and the 99th percentile of latency. */
function toSvg({ rows }: Report): string {
  const [left, width, lineHeight, gap] = [270, 330, 12, 14];
  const rowHeight = NAMES.length * lineHeight + gap;
  const height = 70 + rows.length * rowHeight;
  const slowest = Math.max(1, ...rows.flatMap(({ run }) => NAMES.map((name) => run.cells[name]?.p99_ms ?? 0)));
  const parts: string[] = [];
  const text = (x: number, y: number, value: string, extra = '') =>
    parts.push(`<text x="${x}" y="${y}" ${extra}>${value}</text>`);
  text(left, 20, 'success, %', 'font-weight="bold"');
  text(left + width + 60, 20, 'p99 of requests answered or timed out, s', 'font-weight="bold"');
  NAMES.forEach((name, i) => {
    const x = 10 + i * 205;
    parts.push(`<rect x="${x}" y="32" width="10" height="10" fill="${COLOURS[name]}"/>`);
    text(x + 14, 41, CONTENDERS[name]);
  });
  rows.forEach(({ row, run }, r) => {
    const top = 60 + r * rowHeight;
    text(left - 8, top + rowHeight / 2 - gap / 2 + 4, row.title, 'text-anchor="end"');
    NAMES.forEach((name, i) => {
      const cell = run.cells[name];
      if (cell === undefined) {
        return;
      }
      const y = top + i * lineHeight;
      const bar = (x: number, share: number, label: string) => {
        const w = Math.max(1, share * (width - 45));
        parts.push(
          `<rect x="${x}" y="${y}" width="${w.toFixed(1)}" height="${lineHeight - 2}" fill="${COLOURS[name]}"/>`,
        );
        text(Math.round(x + w + 4), y + lineHeight - 3, label, 'font-size="9"');
      };
      bar(left, cell.success, (cell.success * 100).toFixed(1));
      if (cell.p99_ms !== null) {
        bar(left + width + 60, cell.p99_ms / slowest, (cell.p99_ms / 1_000).toFixed(1));
      }
    });
  });
  const size = `width="${left + 2 * width + 80}" height="${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>\n${parts.join('\n')}\n</svg>\n`;
}

function round(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : value;
}

function roundAll(values: object): Record<string, number | string | null> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'number' ? round(value) : value]),
  );
}
