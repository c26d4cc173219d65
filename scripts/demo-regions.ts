import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '@sets/measurement';
import { memoryOf, startFourRegions } from './lib/local-regions.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';
import { drillQueueLoss, drillRegionLoss, findNearest } from './regions/drills.ts';

/** Four regions on this machine: who serves whom, a region lost under load, and one without its queue. Two minutes. */
const DIRECTORY = join(import.meta.dirname, '../.local/demo-regions');

await runScript(async () => {
  rmSync(DIRECTORY, { recursive: true, force: true });
  const regions = await startFourRegions(process.env, DIRECTORY);
  const tell = (line: string): void => print(`  ${line}`);
  try {
    print('▶ clients and their nearest regions, round trips as in the workload');
    const nearest = await findNearest(regions);
    print(
      markdownTable(
        ['client in', 'served by', 'ms'],
        nearest.map(({ city, region, p50_ms }) => [city, region, p50_ms]),
      ),
    );
    print();
    print('▶ a region is lost');
    await drillRegionLoss({ regions, perS: 10, spanS: 12, tell });
    print();
    print('▶ a region without its queue');
    await drillQueueLoss({ regions, perS: 2, spanS: 5, tell });
    print();
    print(`${Math.round(memoryOf(regions))} MiB of memory in ${regions.stack.services.length + 1} processes.`);
  } finally {
    await regions.stop();
  }
  print('Everything is stopped. Logs: .local/demo-regions/logs');
});
