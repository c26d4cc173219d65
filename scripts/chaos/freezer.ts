import { sleep, systemClock } from '@sets/clock';
import type { Fleet } from './fleet.ts';
import { lastOwner } from './last-owner.ts';
import type { Freeze } from './plan.ts';

/** One worker that stood still for a while. Times in milliseconds since the epoch. */
export interface PastFreeze {
  readonly service: string;
  /** The name under which it held leases. */
  readonly owner: string | null;
  readonly from: number;
  readonly until: number;
}

export interface FreezerOptions {
  readonly fleet: Fleet;
  readonly random: () => number;
  readonly tell: (freeze: Freeze) => void;
  /** Thaws at once when it aborts. */
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 100;

/** Freezes a worker at each of the planned times, as soon as the others can do without it. */
export async function freezeNowAndThen(
  freezes: readonly Freeze[],
  { fleet, random, tell, signal }: FreezerOptions,
): Promise<PastFreeze[]> {
  const startedAt = Date.now();
  const past: PastFreeze[] = [];
  for (const freeze of freezes) {
    await sleep(systemClock, startedAt + freeze.atS * 1_000 - Date.now(), signal);
    let worker = null;
    while (worker === null && !signal.aborted) {
      worker = fleet.freezeOne('worker', random);
      await sleep(systemClock, worker === null ? LOOK_EVERY_MS : 0, signal);
    }
    if (worker === null) {
      break;
    }
    tell(freeze);
    const from = Date.now();
    const owner = lastOwner(worker.logFile);
    await sleep(systemClock, freeze.forS * 1_000, signal);
    fleet.thaw(worker);
    past.push({ service: worker.name, owner, from, until: Date.now() });
  }
  return past;
}
