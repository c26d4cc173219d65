import { sleep, systemClock } from '@sets/clock';
import type { PoolObserver } from '../../src/index.ts';
import { createContender } from '../contenders/create-contender.ts';
import type { Row } from '../rows/row.ts';
import { scriptOf } from '../rows/script-of.ts';
import { drive, seedsOf } from '../run/drive.ts';
import type { LiveRun } from '../run/live-run.ts';
import type { Run } from '../samples/samples.ts';
import { METADATA_HOST } from '../upstream/fault.ts';
import { LOCATIONS } from '../upstream/workload.ts';
import type { Cloud } from './cloud.ts';
import { createHttpUpstreams, type HttpUpstreams } from './http-upstreams.ts';
import { machineMs, scaledClock } from './machine-time.ts';

export interface HttpSetting {
  readonly cloud: Cloud;
  /** Production's own. */
  readonly observer: PoolObserver;
  /** Benchmark milliseconds per real one. */
  readonly scale: number;
}

/** Until benchmark time begins: as long as some dozens of servers need to listen. */
const START_MS = 1_000;

interface HttpRun extends LiveRun {
  readonly copy: string;
  readonly upstreams: HttpUpstreams;
}

/** All contenders and all seeds side by side, in real time, each against its own copy of the cloud. */
export async function runOverHttp(row: Row, { cloud, observer, scale }: HttpSetting): Promise<Run[]> {
  const startAtMs = machineMs() + START_MS;
  const clock = scaledClock(scale, startAtMs);
  const hosts = row.tokens ? [...LOCATIONS, METADATA_HOST] : LOCATIONS;
  const copies = await Promise.all(
    seedsOf(row).flatMap((seed) =>
      row.contenders.map(async (name) => {
        const run = `${row.name}/${name}/${seed}`;
        return {
          run,
          name,
          seed,
          ports: await cloud.start({ run, script: scriptOf(row, seed), hosts, scale, startAtMs }),
        };
      }),
    ),
  );
  await sleep(systemClock, startAtMs - machineMs());
  const runs = copies.map(({ run, name, seed, ports }): HttpRun => {
    const { streaming, faults } = row;
    const upstreams = createHttpUpstreams({ clock, ports, locations: LOCATIONS, scale, streaming, faults });
    const contender = createContender(name, { upstreams, seed, observer });
    return { copy: run, name, seed, upstreams, contender, clock, requests: [], limits: [] };
  });
  const sentLateMs = await drive(row, runs, clock);
  return Promise.all(
    runs.map(async ({ name, seed, copy, contender, upstreams, requests, limits }): Promise<Run> => {
      contender.close();
      const met = await cloud.finish(copy);
      return {
        contender: name,
        seed,
        requests,
        calls: upstreams.calls,
        limits,
        hedges: contender.hedges(),
        met: met.map((count, index) => count + (upstreams.refused[index] ?? 0)),
        sentLateMs,
      };
    }),
  );
}
