import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLoop, systemClock } from '@sets/clock';
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
import { memoryOf, startFourRegions } from './lib/local-regions.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';
import { drillQueueLoss, drillRegionLoss, findNearest } from './regions/drills.ts';

/**
 *     node scripts/bench-regions.ts [--quick]
 *
 * Loses a region under load, and the queue of another, in four regions on this machine, and writes what clients saw of it to
 * docs/benchmarks/regions.md. The quick run is a short one with less load, and writes nothing. Exits with 1 when a bar is missed.
 */
const { values: given } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const DIRECTORY = join(import.meta.dirname, '../.local/bench-regions');
const REPORTS = join(import.meta.dirname, '../docs/benchmarks');
/** Longer than the 40 s after which a silent region counts as gone, so that its jobs move before it returns. */
const SPANS = given.quick ? { region: 15, strict: 10, queue: 5 } : { region: 50, strict: 20, queue: 40 };
const PER_S = given.quick ? { region: 15, queue: 2 } : { region: 20, queue: 5 };
const MAX_MIB = 3 * 1_024;
const SAMPLE_EVERY_MS = 2_000;

await runScript(async () => {
  rmSync(DIRECTORY, { recursive: true, force: true });
  const regions = await startFourRegions(process.env, DIRECTORY);
  const tell = (line: string): void => print(`  ${line}`);
  let mostMib = 0;
  let mostProcesses = 0;
  const sampling = startLoop(
    async () => {
      mostMib = Math.max(mostMib, memoryOf(regions));
      mostProcesses = Math.max(mostProcesses, regions.stack.services.length + 1);
    },
    { clock: systemClock, everyMs: SAMPLE_EVERY_MS, firstAfterMs: 0, onError: () => {} },
  );
  try {
    const nearest = await findNearest(regions);
    const regionLoss = await drillRegionLoss({ regions, perS: PER_S.region, spanS: SPANS.region, tell });
    regions.balancer.sendUnsentElsewhere(false);
    const strictLoss = await drillRegionLoss({ regions, perS: PER_S.region, spanS: SPANS.strict, tell });
    regions.balancer.sendUnsentElsewhere(true);
    const queueLoss = await drillQueueLoss({ regions, perS: PER_S.queue, spanS: SPANS.queue, tell });
    const bars = [
      atLeast('region lost: submissions that succeed', 0.999, regionLoss.success),
      exactly('region lost: accepted jobs that end', 1, regionLoss.ended / regionLoss.accepted),
      atLeast('region lost, nothing sent elsewhere: submissions that succeed', 0.999, strictLoss.success),
      exactly('region lost, nothing sent elsewhere: accepted jobs that end', 1, strictLoss.ended / strictLoss.accepted),
      atLeast('queue lost: submissions that succeed', 0.999, queueLoss.success),
      exactly('queue lost: accepted jobs that end', 1, queueLoss.ended / queueLoss.accepted),
      atMost('memory of the fleet, MiB', MAX_MIB, mostMib),
    ];
    const memory = { most_mib: Math.round(mostMib), processes: mostProcesses };
    if (!given.quick) {
      writeReport(REPORTS, {
        name: 'regions',
        json: {
          ...{ command: 'make bench-regions', nearest, region_loss: regionLoss, region_loss_strict: strictLoss },
          ...{ queue_loss: queueLoss, memory, bars },
        },
        page: pageOf({ nearest, regionLoss, strictLoss, queueLoss, memory, bars }),
      });
    }
    print(barsTable(bars));
    for (const line of missedBars(bars)) {
      print(line);
    }
    process.exitCode = bars.every(({ met }) => met) ? 0 : 1;
  } finally {
    await sampling.stop();
    await regions.stop();
  }
});

interface Found {
  readonly nearest: Awaited<ReturnType<typeof findNearest>>;
  readonly regionLoss: Awaited<ReturnType<typeof drillRegionLoss>>;
  readonly strictLoss: Awaited<ReturnType<typeof drillRegionLoss>>;
  readonly queueLoss: Awaited<ReturnType<typeof drillQueueLoss>>;
  readonly memory: { readonly most_mib: number; readonly processes: number };
  readonly bars: Parameters<typeof barsTable>[0];
}

function pageOf({ nearest, regionLoss, strictLoss, queueLoss, memory, bars }: Found): string {
  const shown = (value: unknown): string =>
    typeof value === 'number'
      ? String(rounded(value))
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  const figures = (found: object): string =>
    markdownTable(
      ['figure', 'value'],
      Object.entries(found).map(([name, value]) => [name, shown(value)]),
    );
  return `# A region lost, and a queue

\`make bench-regions\`: four regions on one machine behind the stand-in for the load balancer (ADR 0046), round trips and upstreams of the promise workload. First every process of europe-west1 is killed under ${PER_S.region} submissions a second from five cities, and started again ${SPANS.region} s later; then Cloud Tasks of asia-southeast1 is away for ${SPANS.queue} s while its workers live. \`success\` counts what a client sees that asks again up to twice with its Idempotency-Key; \`success_at_first\` what the balancer alone gives: what was under way when its region died is answered 502, since nobody knows whether it was done; how much that is differs from run to run. The drill is repeated (${SPANS.strict} s) with a balancer that gives up on a POST to a region where nobody listens, too, until probes or outlier detection take it out: what Google does there it does not document. At most ${memory.most_mib} MiB in ${memory.processes} processes.

${barsTable(bars)}

## Who serves whom

${markdownTable(
  ['client in', 'served by', 'ms'],
  nearest.map(({ city, region, p50_ms }) => [city, region, p50_ms]),
)}

## A region lost

${figures(regionLoss)}

## A region lost, and nothing sent elsewhere for the client

${figures(strictLoss)}

## A queue lost

${figures(queueLoss)}
`;
}
