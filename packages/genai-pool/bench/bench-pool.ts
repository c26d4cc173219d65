import { parseArgs } from 'node:util';
import {
  type Bar,
  capacityBar,
  failoverBar,
  hedgeBar,
  isolateBar,
  outageBar,
  overheadBar,
  successBar,
} from './bars.ts';
import { startCloud } from './cloud.ts';
import { CONTENDERS, type ContenderName } from './contenders.ts';
import { type Report, writeReport } from './report.ts';
import { type Row, rows, TIME_SCALE } from './rows.ts';
import { type RowRun, runRow } from './run-row.ts';

const SEED = 20_261_123;
/** The 20,000 calls of one bar would take over an hour in real time. */
const LONG_RUN_TIME_SCALE = 20;
const OUTPUT = new URL('../../../docs/benchmarks/', import.meta.url);

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, out: { type: 'string' } } });
const startedAt = performance.now();
const report = await measure(values.quick);
// The quick version is a check, not a result: it writes only where it is told to.
const out = values.out === undefined ? OUTPUT : new URL(`${values.out}/`, `file://${process.cwd()}/`);
if (!values.quick || values.out !== undefined) {
  writeReport(report, out);
}
for (const { name, bar, figure, met } of report.bars) {
  say(`${met ? 'met ' : 'MISS'} ${name}: ${figure} (${bar})`);
}
// CPU and dispatch times on a shared CI machine say more about the machine than about a change.
const judged = report.bars.filter(({ name }) => !values.quick || !/_us_|_ms_/.test(name));
process.exitCode = judged.every(({ met }) => met) ? 0 : 1;

async function measure(quick: boolean): Promise<Report> {
  const cloud = await startCloud();
  try {
    const bars: Bar[] = [];
    const add = (bar: Bar) => {
      bars.push(bar);
      say(`${bar.name} ${JSON.stringify({ figure: bar.figure, ...bar.detail })}`);
    };
    add(await overheadBar(cloud, quick ? 15 : 200));
    add(await failoverBar(cloud, quick ? 200 : 2_000));
    add(await isolateBar(cloud));
    add(await successBar(cloud, LONG_RUN_TIME_SCALE, quick ? 600 : 20_000));
    const measured: { row: Row; run: RowRun }[] = [];
    for (const row of rows(quick)) {
      const run = await runRow(cloud, row, contendersOf(row), SEED);
      measured.push({ row, run });
      say(`${row.title}: ${JSON.stringify(run.cells)}`);
      if (row.name === 'outage') {
        add(outageBar(run));
      }
      if (row.name === 'stragglers') {
        add(hedgeBar(run));
      }
    }
    add(await capacityBar(cloud, TIME_SCALE, quick ? 40_000 : 180_000));
    return {
      quick,
      timeScale: TIME_SCALE,
      seed: SEED,
      tookS: (performance.now() - startedAt) / 1_000,
      rows: measured,
      bars,
    };
  } finally {
    cloud.close();
  }
}

/** Coming back later matters only where everything is down or refused at once. */
function contendersOf({ name }: Row): ContenderName[] {
  const all = Object.keys(CONTENDERS) as ContenderName[];
  return all.filter((contender) => contender !== 'pool_job' || /storm|outage/.test(name));
}

function say(line: string): void {
  process.stdout.write(`${((performance.now() - startedAt) / 1_000).toFixed(0)} s  ${line}\n`);
}
