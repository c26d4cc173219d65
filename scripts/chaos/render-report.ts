import { barsTable, markdownTable, type Spread } from '@sets/measurement';
import type { ChaosReport } from './report.ts';

const counts = (head: string, record: Readonly<Record<string, number>>): string =>
  markdownTable([head, 'count'], Object.entries(record));

const spreadRow = (name: string, { count, p50, p95, p99, max }: Spread): unknown[] => [name, count, p50, p95, p99, max];

/** The report as a page. */
export function renderReport(report: ChaosReport): string {
  const { poison } = report.given_up;
  const { bars, kills, jobs, model_calls: calls, recovery_s: recovery } = report;
  return `# Chaos run

Made by \`make chaos\` (${report.plan} run, ${report.seconds} s): real API and worker processes behind one address, killed with SIGKILL and
SIGTERM at every crash point of the lifecycle and at random times, and frozen with SIGSTOP, under a steady stream of
submits in mixed share forms. Meanwhile Firestore and Cloud Tasks go out of service and find no room, every model fails or
hangs for 30 and 90 s, the scraper fails for 30 s, and the local cloud itself is killed and started again; some posts are
poison: every model fails at them.
All the while deliveries come twice, late and out of order, answers to commits and task creations are lost after they
were applied, upstreams fail and dawdle, and the clocks of two processes in three are five minutes off. The figures come
from an audit of the emulator's write log, of every id that was answered 200 or 202, and of the simulator's counters;
no process is asked how well it did.

${barsTable(bars)}

**lost**: answered 200 or 202, or stored without an answer, and not ended. **written_twice**: a write to a job after its
end, a result written twice by one job, or replaced by another. **recovery_s_max**: from the end of a worker to the next
claim, or the end, of each job it held; time in which Firestore or Cloud Tasks were out of service is not counted, since
nobody could have taken the job then (wall time is below). Where the sweeper that had requeued a job was killed before it
had created the task, the time counts from that kill; jobs that were delivered to a frozen worker have a row of their own.
**failed_by_outage**: given up, though some fault that cost an attempt was an outage's and not the post's.
**attempts_exhausted**: given up otherwise without deserving it; poison does, and a post whose scraper failed three times.
**poison_calls_max**: model calls, failovers counted, about a poison post that was claimed once for each attempt and met no
outage of the models, in which nothing tells it from an innocent one.

## Kills

${counts('how', kills.by_kind)}

${counts('crash point', kills.by_crash_point)}

${counts('clock off by (s)', kills.by_clock_offset_s)}

## Outages and freezes

${markdownTable(
  ['what', 'seconds'],
  [
    ...report.outages.map(({ kind, seconds }) => [kind, seconds]),
    ...report.freezes.map(({ service, seconds }) => [`${service} frozen`, seconds]),
  ],
)}

## Jobs

${jobs.accepted} ids were answered 200 or 202; ${jobs.created} jobs were stored; they were claimed ${jobs.claims} times.

${counts('ended as', jobs.ended)}

${counts('answer to a submit', report.submits)}

${poison.count} jobs about poison posts and ${report.given_up.deserved - poison.count} others were given up and deserved it.
Poison cost ${poison.model_calls.p50} model calls in the median and ${poison.model_calls.max} at most.

## Model calls

${calls.made} calls arrived, ${calls.refused} were refused by the faults asked for, ${calls.needed} were needed, ${calls.wasted} (${Math.round(calls.wasted_share * 1_000) / 10} %) were wasted.

## Times in seconds

${markdownTable(
  ['what', 'count', 'p50', 'p95', 'p99', 'max'],
  [
    spreadRow('recovery, services up', recovery.service_time),
    spreadRow('recovery, by way of a frozen worker', recovery.met_a_frozen_worker),
    spreadRow('recovery, wall time', recovery.wall_time),
    spreadRow('waiting in the queue, services up', report.queue_wait_s),
  ],
)}

${recovery.counted_from_a_second_kill} of the recoveries count from a second kill.
`;
}
