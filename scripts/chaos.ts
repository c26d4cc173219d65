import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FULL_PLAN, QUICK_PLAN } from './chaos/plan.ts';
import { renderReport } from './chaos/render-report.ts';
import { summarise } from './chaos/report.ts';
import { runChaos } from './chaos/run-chaos.ts';
import { LocalStackError } from './lib/local-stack-error.ts';

/** Kills processes at every step and audits that nothing is lost. `--quick`: two minutes, for CI; leaves the docs alone. */
const quick = process.argv.includes('--quick');
const DOCS = join(import.meta.dirname, '../docs/benchmarks');
const LOCAL = join(import.meta.dirname, '../.local/chaos');
const startedAt = performance.now();
const tell = (line: string): boolean =>
  process.stdout.write(`${String(Math.round((performance.now() - startedAt) / 1_000)).padStart(5)} s  ${line}\n`);

try {
  const findings = await runChaos(quick ? QUICK_PLAN : FULL_PLAN, tell);
  const report = summarise(findings);
  const directory = quick ? LOCAL : DOCS;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'chaos.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(directory, 'chaos.md'), renderReport(report));
  writeFileSync(
    join(LOCAL, 'raw.json'),
    JSON.stringify({ kills: findings.kills, outages: findings.outages, recoveries: findings.recoveries }),
  );
  process.stdout.write(`\n${renderReport(report)}\n`);
  for (const finding of report.findings) {
    process.stdout.write(`✗ ${finding}\n`);
  }
  // A short run cannot have all the kills.
  const missed = report.bars.filter(({ name, met }) => !met && !(quick && name === 'kills'));
  for (const { name, bar, figure } of missed) {
    process.stdout.write(`Missed: ${name} is ${figure}, wanted ${bar}.\n`);
  }
  process.exitCode = missed.length === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof Error)) {
    throw error;
  }
  process.stderr.write(`${error instanceof LocalStackError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
