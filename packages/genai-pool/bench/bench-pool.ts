import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { missedBars, rounded, writeReport } from '@sets/measurement';
import { barsOf } from './bars/bars-of.ts';
import { directBars } from './bars/direct-bars.ts';
import { sentLateMs, unmetFaults } from './bars/validity-bars.ts';
import { createProductionObserver } from './contenders/production-observer.ts';
import { measureFailover } from './direct/failover.ts';
import { measureOverhead } from './direct/overhead.ts';
import { runOnVirtualTime } from './on-virtual-time/run-on-virtual-time.ts';
import { startCloud } from './over-http/cloud.ts';
import { runOverHttp } from './over-http/run-over-http.ts';
import { cellsOf } from './report/cells.ts';
import { toSvg } from './report/report-figure.ts';
import { toJson } from './report/report-json.ts';
import { toPage } from './report/report-page.ts';
import type { Row } from './rows/row.ts';
import { ROWS } from './rows/rows.ts';
import type { Measured } from './samples/measured.ts';
import { readSamples, type SampleFile, writeSamples } from './samples/samples-file.ts';

/**
 * Measures the pool and its rivals, keeps the raw samples, and makes the report from them. Ends with 1 when a bar is
 * missed or a fault met no call.
 */
const ROOT = join(import.meta.dirname, '../../..');

const { values: given } = parseArgs({
  options: {
    /** Every row on the injected clock: a quarter of a minute, the same figures each time however busy the machine. */
    quick: { type: 'boolean', default: false },
    /** Only rows whose names match; for work on the pool. */
    only: { type: 'string' },
    /** The folder for the report. */
    out: { type: 'string' },
    /** Makes the report anew from samples that were kept, without measuring. */
    samples: { type: 'string' },
  },
});
const partial = given.quick || given.only !== undefined;
const kept = given.samples ?? join(ROOT, `.local/bench-pool/samples${partial ? '-partial' : ''}.json.gz`);
const command = partial
  ? ['node packages/genai-pool/bench/bench-pool.ts', ...process.argv.slice(2)].join(' ')
  : 'make bench-pool';
const startedAt = performance.now();

function say(line: string): void {
  process.stdout.write(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);
}

function tell(measured: Measured): void {
  say(`${measured.row.title} (sent at most ${rounded(sentLateMs(measured))} ms late, p99)`);
  for (const { contender, answered, p50_s, p95_s, calls_per_request } of cellsOf(measured)) {
    const figures = `${(answered * 100).toFixed(2)} %, p50 ${rounded(p50_s)} s, p95 ${rounded(p95_s)} s`;
    say(`  ${contender.padEnd(14)} ${figures}, ${calls_per_request.toFixed(2)} calls`);
  }
}

async function measure(rows: readonly Row[]): Promise<SampleFile> {
  const date = new Date().toISOString();
  const observer = createProductionObserver();
  const cloud = startCloud();
  try {
    const direct = {
      overhead: await measureOverhead(cloud, observer, partial ? 20 : 200),
      failoverMs: await measureFailover(cloud, observer, partial ? 200 : 2_000),
    };
    const measured: Measured[] = [];
    for (const row of rows) {
      const runs =
        row.time.kind === 'virtual' || given.quick
          ? await runOnVirtualTime(row, observer)
          : await runOverHttp(row, { cloud, observer, scale: row.time.scale });
      measured.push({ row, runs });
      tell({ row, runs });
    }
    const machine = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model ?? null };
    return { command, date, tookS: (performance.now() - startedAt) / 1_000, machine, measured, direct };
  } finally {
    cloud.close();
  }
}

if (given.samples === undefined) {
  const only = new RegExp(given.only ?? '');
  writeSamples(kept, await measure(ROWS.filter(({ name }) => only.test(name))));
}
// Read back, so that the bars come from what was kept and from nothing else.
const file = readSamples(kept);
const bars = barsOf(file.measured, file.direct);
if (!partial || given.out !== undefined) {
  const out = given.out ?? join(ROOT, 'docs/benchmarks');
  writeReport(out, { name: 'pool', json: toJson(file, bars), page: toPage(file, bars) });
  writeFileSync(join(out, 'pool.svg'), toSvg(file.measured));
}
for (const { name, bar, figure, met } of bars) {
  say(`${met ? 'met ' : 'MISS'} ${name}: ${rounded(figure)} (${bar})`);
}
// What is measured directly takes real time: on a busy machine it says more about the machine than about a change.
const real = new Set(directBars(file.direct).map(({ name }) => name));
const judged = bars.filter(({ name }) => !given.quick || !real.has(name));
for (const line of [...file.measured.flatMap(unmetFaults), ...missedBars(judged)]) {
  say(line);
}
process.exitCode = judged.every(({ met }) => met) ? 0 : 1;
