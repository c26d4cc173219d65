/**
 * `make bench-scaling`: the shipped scaling decision on a simulated region (Cloud Run's rule as Knative publishes it,
 * 8 s starts, the models' pacing, deliveries placed at random, a depth that is told 3 s late). Writes
 * docs/benchmarks/scaling.{json,md,svg}; ends with 1 when a bar is missed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { quantile } from '@sets/clock';
import {
  atLeast,
  atMost,
  barsTable,
  exactly,
  markdownTable,
  missedBars,
  rounded,
  writeReport,
} from '@sets/measurement';
import { toSvg } from './scaling/chart.ts';
import { oracleInstanceMs } from './scaling/oracle.ts';
import { drainedAfterS, type RegionRun, reversals } from './scaling/run-region.ts';
import {
  BURST_AT_MS,
  burstAtDefaultTarget,
  bursts,
  DAY_MS,
  day,
  LOST_AT_MS,
  neighbourLost,
  poisoned,
  SEEDS,
  scheduledPeak,
} from './scaling/scenarios.ts';

const { values: given } = parseArgs({ options: { out: { type: 'string' } } });
const OUT = given.out ?? join(import.meta.dirname, '../../../docs/benchmarks');

/** PROMISE's target for the queue: fewer than so many jobs wait. */
const FEW = 10;
const HOUR_MS = 3_600_000;

const peak = ({ samples }: RegionRun): number => Math.max(...samples.map(({ instances }) => instances));
const drained = (run: RegionRun): number => drainedAfterS(run.samples, BURST_AT_MS, FEW);
const p95S = ({ waits }: RegionRun): number => (quantile(waits, 0.95) ?? Number.NaN) / 1_000;

const small = bursts(500);
const large = bursts(2_000);
const pushed = burstAtDefaultTarget();
const planned = scheduledPeak();
const lost = neighbourLost();
const poison = poisoned();
const days = SEEDS.map((seed) => {
  const { run, arrivals, burstsAtS } = day(seed);
  return { seed, run, burstsAtS, jobs: arrivals.length, oracleMs: oracleInstanceMs(arrivals, DAY_MS) };
});
const costs = days.map(({ run, oracleMs }) => run.instanceMs / oracleMs);
/** Of a single burst, and of a day per burst in it. */
const turns = [
  reversals(small.ours.samples),
  reversals(large.ours.samples),
  ...days.map(({ run, burstsAtS }) => reversals(run.samples) / burstsAtS.length),
];
const ours = [small.ours, large.ours, planned.scheduled, lost, poison.ours, ...days.map(({ run }) => run)];

const bars = [
  atMost('burst_2000_drained_s', 45, drained(large.ours)),
  atMost('burst_2000_vs_no_controller', 0.6, drained(large.ours) / drained(large.nobody)),
  atMost('reversals_per_burst', 2, Math.max(...turns)),
  atMost('diurnal_cost_vs_oracle', 1.3, Math.max(...costs)),
  exactly('own_429s', 0, Math.max(...ours.map(({ refused }) => refused))),
  atMost('silent_controller_jobs_left', 0, large.silent.left),
  atMost('neighbour_lost_drained_s', 60, drainedAfterS(lost.samples, LOST_AT_MS, 100)),
  atMost('poisoned_peak_workers', 8, peak(poison.ours)),
  atMost('poisoned_wait_vs_no_controller', 0.2, p95S(poison.ours) / p95S(poison.nobody)),
  atMost(
    'scheduled_peak_vs_unscheduled',
    0.8,
    drainedAfterS(planned.scheduled.samples, 600_000, FEW) / drainedAfterS(planned.unscheduled.samples, 600_000, FEW),
  ),
  atLeast('platform_pushed_up_at_60_percent', peak(large.ours), peak(pushed)),
];

const row = (scenario: string, run: RegionRun, drainedS: number | null = null) => ({
  scenario,
  drained_s: drainedS,
  wait_p95_s: p95S(run),
  peak_workers: peak(run),
  worker_hours: run.instanceMs / HOUR_MS,
  reversals: reversals(run.samples),
  own_429s: run.refused,
  jobs_left: run.left,
});
const rows = [
  ...Object.entries(small).map(([who, run]) => row(`burst of 500, ${who}`, run, drained(run))),
  ...Object.entries(large).map(([who, run]) => row(`burst of 2,000, ${who}`, run, drained(run))),
  row('burst of 2,000, ours, platform at 60 %', pushed, drained(pushed)),
  ...Object.entries(planned).map(([who, run]) =>
    row(`burst of 2,000, ${who}`, run, drainedAfterS(run.samples, 600_000, FEW)),
  ),
  row('the neighbour is lost', lost),
  row('a poisoned queue, ours', poison.ours),
  row('a poisoned queue, nobody', poison.nobody),
  ...days.map(({ seed, jobs, run }) => row(`a day with ten bursts, ${jobs} jobs, seed ${seed}`, run)),
];

const head = [
  'scenario',
  'fewer than 10 wait after, s',
  'wait p95, s',
  'workers at most',
  'worker hours',
  'reversals',
  '429s',
  'jobs left',
];
const page = `# Scaling by queue depth

Written by \`make bench-scaling\`; the figures as data: [scaling.json](scaling.json). The decision is the shipped one
(\`packages/fleet/src/scaling\`); the region around it is a model: Cloud Run's rule as Knative publishes it, workers that
start in 8 s, jobs of 2.9 s in the median that wait for the models' pacing, deliveries placed at random, a depth that
Cloud Tasks tells 3 s late. "Nobody" leaves the deployment's values; "silent" falls silent just before the burst.

![Depth and workers](scaling.svg)

${barsTable(bars)}

${markdownTable(
  head,
  rows.map((one) => Object.values(one).map((value) => (typeof value === 'number' ? rounded(value) : value))),
)}

An oracle that knows each arrival and pays the same starts, minimum and idle time needs ${days.map(({ oracleMs }) => rounded(oracleMs / HOUR_MS)).join(', ')} worker hours for the days.
`;

writeReport(OUT, { name: 'scaling', json: { bars, rows }, page });
writeFileSync(
  join(OUT, 'scaling.svg'),
  toSvg([
    {
      title: 'A burst of 2,000 on one worker',
      lines: [
        { name: 'ours', samples: large.ours.samples },
        { name: 'nobody', samples: large.nobody.samples },
      ],
    },
    {
      title: 'A poisoned queue',
      lines: [
        { name: 'ours', samples: poison.ours.samples },
        { name: 'nobody', samples: poison.nobody.samples },
      ],
    },
    {
      title: 'A day with ten bursts',
      lines: days.slice(0, 1).map(({ run }) => ({ name: 'ours', samples: run.samples })),
    },
  ]),
);
const missed = missedBars(bars);
process.stdout.write(`${barsTable(bars)}\n${missed.join('\n')}\n`);
process.exitCode = missed.length === 0 ? 0 : 1;
