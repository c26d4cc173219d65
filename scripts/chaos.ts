import { join } from 'node:path';
import { missedBars, writeReport } from '@sets/measurement';
import { FULL_PLAN, QUICK_PLAN } from './chaos/plan.ts';
import { renderReport } from './chaos/render-report.ts';
import { judgedBars, summarise } from './chaos/report.ts';
import { runChaos } from './chaos/run-chaos.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/** Kills processes at every step and audits that nothing is lost. `--quick`: two minutes, for CI; leaves the docs alone. */
const quick = process.argv.includes('--quick');
const DOCS = join(import.meta.dirname, '../docs/benchmarks');
const LOCAL = join(import.meta.dirname, '../.local/chaos');
const startedAt = performance.now();
const tell = (line: string): void =>
  print(`${String(Math.round((performance.now() - startedAt) / 1_000)).padStart(5)} s  ${line}`);

await runScript(async () => {
  const findings = await runChaos(quick ? QUICK_PLAN : FULL_PLAN, tell);
  const report = summarise(findings);
  const page = renderReport(report);
  writeReport(quick ? LOCAL : DOCS, { name: 'chaos', json: report, page });
  const { kills, outages, recoveries } = findings;
  writeReport(LOCAL, { name: 'raw', json: { kills, outages, recoveries } });
  print(`\n${page}`);
  for (const finding of report.findings) {
    print(`✗ ${finding}`);
  }
  for (const line of missedBars(report.bars)) {
    print(line);
  }
  const missed = missedBars(judgedBars(report));
  process.exitCode = missed.length === 0 ? 0 : 1;
});
