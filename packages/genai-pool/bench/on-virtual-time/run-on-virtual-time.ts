import { seededRandom } from '@sets/clock';
import { createManualClock, whileTimePasses } from '@sets/clock/testing';
import type { PoolObserver } from '../../src/index.ts';
import type { ContenderName } from '../contenders/contender.ts';
import { createContender } from '../contenders/create-contender.ts';
import type { Row } from '../rows/row.ts';
import { scriptOf } from '../rows/script-of.ts';
import { drive, seedsOf } from '../run/drive.ts';
import type { Run } from '../samples/samples.ts';
import { LOCATIONS } from '../upstream/workload.ts';
import { createVirtualUpstreams } from './virtual-upstreams.ts';

/** One run after another, each on a clock of its own: hours of a slow trickle in seconds. */
export async function runOnVirtualTime(row: Row, observer: PoolObserver): Promise<Run[]> {
  const runs: Run[] = [];
  for (const seed of seedsOf(row)) {
    for (const name of row.contenders) {
      runs.push(await runOne(row, { name, seed, observer }));
    }
  }
  return runs;
}

async function runOne(
  row: Row,
  { name, seed, observer }: { readonly name: ContenderName; readonly seed: number; readonly observer: PoolObserver },
): Promise<Run> {
  const clock = createManualClock();
  const upstreams = createVirtualUpstreams({
    clock,
    script: scriptOf(row, seed),
    locations: LOCATIONS,
    tokens: row.tokens,
    random: seededRandom(`${seed}/sdk`),
  });
  const contender = createContender(name, { upstreams, seed, observer });
  const run = { name, seed, contender, clock, requests: [], limits: [] };
  const sentLateMs = await whileTimePasses(clock, drive(row, [run], clock));
  contender.close();
  return {
    contender: name,
    seed,
    requests: run.requests,
    calls: upstreams.calls,
    limits: run.limits,
    hedges: contender.hedges(),
    met: upstreams.met,
    sentLateMs,
  };
}
