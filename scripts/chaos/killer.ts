import { sleep, systemClock } from '@sets/clock';
import { LocalStackError, type ProcessEnd, type ServiceProcess } from '@sets/local-stack';
import type { CrashDeck, Fate } from './crash-deck.ts';
import type { Fleet } from './fleet.ts';
import { lastOwner } from './last-owner.ts';
import type { ChaosPlan } from './plan.ts';

/** One process that was made to end. Times in milliseconds since the epoch. */
export interface Kill {
  readonly service: string;
  readonly app: string;
  /** The name under which it held leases; null for APIs and for workers that died while starting. */
  readonly owner: string | null;
  readonly how: 'SIGKILL' | 'SIGTERM' | 'crash_point';
  readonly point: string | null;
  /** After SIGTERM: 0 when everything was released in time. */
  readonly exitCode: number | null;
  readonly signalAt: number;
  readonly endedAt: number;
  readonly clockOffsetMs: number;
}

export interface KillerOptions {
  readonly deck: CrashDeck;
  readonly random: () => number;
  readonly lifetimeS: ChaosPlan['lifetimeS'];
  readonly fleet: Fleet;
  readonly onKill: (kill: Kill) => void;
  /** Aborts when no more processes are to be ended. */
  readonly signal: AbortSignal;
}

const CLOCK_OFFSETS_MS = [0, 300_000, -300_000] as const;
const BUSY_POLL_MS = 250;
const LOOK_TIMEOUT_MS = 5_000;

/** How the present process was started. */
interface Run {
  readonly fate: Fate;
  readonly clockOffsetMs: number;
}

/**
 * Ends a service and starts it again, over and over; what it started last lives on.
 *
 * @throws Error when one fails by itself
 */
export async function killAgainAndAgain(service: ServiceProcess, options: KillerOptions): Promise<void> {
  const { deck, random, lifetimeS, fleet, onKill, signal } = options;
  let run: Run = { fate: { kind: 'signal', signal: 'SIGKILL' }, clockOffsetMs: 0 };
  let previousOwner: string | null = null;

  const record = async (endedItself: ProcessEnd | undefined, by: Fate): Promise<void> => {
    const found = service.app === 'worker' ? lastOwner(service.logFile) : null;
    // A worker that died while starting has said nothing of itself.
    const owner = found === previousOwner ? null : found;
    previousOwner = found;
    const signalAt = Date.now();
    const end = endedItself ?? (await endByFate(service, by, signal));
    const how = judge(service, by, end, endedItself !== undefined);
    const point = how === 'crash_point' && by.kind === 'crash_point' ? by.point : null;
    if (point !== null) {
      deck.struck(point);
    }
    const times = { signalAt: Math.min(signalAt, end.at), endedAt: end.at };
    onKill({
      service: service.name,
      app: service.app,
      owner,
      how,
      point,
      exitCode: end.code,
      ...times,
      clockOffsetMs: run.clockOffsetMs,
    });
  };

  while (true) {
    const lifetimeMs =
      1_000 *
      (run.fate.kind === 'crash_point'
        ? lifetimeS.crashPoint
        : lifetimeS.min + random() * (lifetimeS.max - lifetimeS.min));
    await Promise.race([service.ended(), sleep(systemClock, lifetimeMs, signal)]);
    await fleet.untilItMayEnd(service, signal);
    const endedItself = service.running ? undefined : await service.ended();
    if (endedItself === undefined && signal.aborted) {
      break;
    }
    fleet.down(service);
    await record(endedItself, run.fate);
    const clockOffsetMs = CLOCK_OFFSETS_MS[Math.floor(random() * CLOCK_OFFSETS_MS.length)] ?? 0;
    const fate = deck.deal(service.app === 'api' ? 'api' : 'worker', fleet.mayArm(service));
    run = { fate, clockOffsetMs };
    fleet.starting(service, fate.kind === 'crash_point');
    await startAs(service, run);
    if (service.running) {
      fleet.up(service);
    }
  }
  if (run.fate.kind === 'signal') {
    return;
  }
  // What lives on must have no crash point left in it.
  await record(undefined, { kind: 'signal', signal: 'SIGKILL' });
  await service.start();
}

/** Points of the hand-back lie behind a SIGTERM that finds work under way. */
async function endByFate(service: ServiceProcess, fate: Fate, signal: AbortSignal): Promise<ProcessEnd> {
  if (fate.kind === 'signal') {
    return await service.end(fate.signal);
  }
  if (!fate.point.startsWith('hand_back.')) {
    return await service.end('SIGKILL');
  }
  for (let look = 0; look < 40 && !signal.aborted && !(await isBusy(service)); look += 1) {
    await sleep(systemClock, BUSY_POLL_MS, signal);
  }
  return await service.end('SIGTERM');
}

/** Working on something that takes a while: active at two looks in a row. */
async function isBusy(service: ServiceProcess): Promise<boolean> {
  for (let look = 0; look < 3; look += 1) {
    const signal = AbortSignal.timeout(LOOK_TIMEOUT_MS);
    const response = await fetch(`${service.url}/health`, { signal }).catch(() => null);
    const health = (await response?.json().catch(() => null)) as { active_jobs?: number } | null;
    if (!((health?.active_jobs ?? 0) > 0)) {
      return false;
    }
    await sleep(systemClock, BUSY_POLL_MS);
  }
  return true;
}

function judge({ name, logFile }: ServiceProcess, fate: Fate, end: ProcessEnd, byItself: boolean): Kill['how'] {
  if (byItself || (fate.kind === 'crash_point' && fate.point.startsWith('hand_back.') && end.signal === 'SIGKILL')) {
    if (fate.kind === 'crash_point' && end.signal === 'SIGKILL') {
      return 'crash_point';
    }
    throw new LocalStackError(`${name} ended by itself (${end.signal ?? `code ${end.code}`}); ${logFile} may say why.`);
  }
  if (end.signal === 'SIGKILL') {
    return 'SIGKILL';
  }
  return 'SIGTERM';
}

/** A process may pass its crash point before it was seen healthy. */
async function startAs(service: ServiceProcess, { fate, clockOffsetMs }: Run): Promise<void> {
  const crashPoint = fate.kind === 'crash_point' ? { CRASH_POINT: `${fate.point}:${fate.times}` } : {};
  try {
    await service.start({ ...crashPoint, CLOCK_OFFSET_MS: String(clockOffsetMs) });
  } catch (error) {
    if (fate.kind !== 'crash_point' || service.running) {
      throw error;
    }
  }
}
