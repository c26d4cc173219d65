import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { barsTable, markdownTable, missedBars, reportJson, rounded } from '@sets/measurement';
import { loadDemoPosts } from '@sets/upstream-simulators';
import { localFleetOf } from './cloud/local-fleet.ts';
import { print } from './lib/print.ts';
import { measure, requestsOf } from './performance/measure.ts';

/**
 *     node scripts/performance-test.ts [--url URL] [--concurrent 20] [--requests 100] [--links FILE] [--output FILE]
 *
 * Without an address it asks the fleet on this machine, through its balancer where there is one.
 * Health, regions, processing, metrics, then links to their results. Without a file of links (one a line) those of the demo
 * are used, which only the local cloud knows. API_KEY is sent where it is set. Ends with 1 when a target is missed.
 */
const { values: given } = parseArgs({
  options: {
    url: { type: 'string', default: localFleetOf(process.env).entry },
    concurrent: { type: 'string', default: '20' },
    requests: { type: 'string', default: '100' },
    links: { type: 'string' },
    output: { type: 'string' },
  },
});

function positive(name: 'concurrent' | 'requests'): number {
  const value = Number(given[name]);
  if (!Number.isInteger(value) || value < 1) {
    process.stderr.write(`--${name} must be a whole number above 0\n`);
    process.exit(2);
  }
  return value;
}

const links =
  given.links === undefined
    ? loadDemoPosts().map(({ links: { canonical } }) => canonical)
    : readFileSync(given.links, 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '');
const run = {
  url: given.url.replace(/\/$/, ''),
  concurrent: positive('concurrent'),
  requests: positive('requests'),
  links,
};
const { API_KEY: key } = process.env;

/** Figures of an address where nobody is would be of no use. */
async function findAnybody(): Promise<void> {
  const answer = await fetch(`${run.url}/health`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
  await answer?.body?.cancel();
  if (answer === null) {
    process.stderr.write(
      `${run.url} does not answer; start the local fleet with make dev or make dev-regions, or name another by --url (URL)\n`,
    );
    process.exit(1);
  }
}

await findAnybody();
const BAR_WIDTH = 40;

function showProgress(done: number): void {
  if (process.stderr.isTTY) {
    const share = done / requestsOf(run);
    const bar = '█'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '░');
    process.stderr.write(`\r${bar} ${Math.round(share * 100)} %${share === 1 ? '\n' : ''}`);
  }
}

const { rows, bars } = await measure({
  ...run,
  ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
  onDone: showProgress,
});
print(
  markdownTable(
    ['what', 'requests', 'success', 'average s', 'p50 s', 'p95 s', 'p99 s', 'per s'],
    rows.map(({ name, requests, success, average_s, p50_s, p95_s, p99_s, per_s }) => [
      ...[name, requests, rounded(success), rounded(average_s)],
      ...[p50_s, p95_s, p99_s].map((value) => (value === null ? null : rounded(value))),
      rounded(per_s),
    ]),
  ),
);
print();
print(barsTable(bars));
if (given.output !== undefined) {
  writeFileSync(given.output, reportJson({ url: run.url, concurrent: run.concurrent, rows, bars }));
}
for (const line of missedBars(bars)) {
  print(line);
}
process.exitCode = bars.every(({ met }) => met) ? 0 : 1;
