import { sleep, systemClock } from '@sets/clock';
import type { FaultInput } from '@sets/upstream-simulators';
import type { CloudKeeper } from './cloud-keeper.ts';
import type { Outage } from './plan.ts';

/** An outage as it happened; milliseconds since the epoch. */
export interface PastOutage {
  readonly kind: Outage['kind'];
  readonly from: number;
  readonly until: number;
}

/** All the time: each delivery may come twice, up to 2 s late, and before its elders. */
const DELIVERIES = { duplicate_probability: 0.2, delay_max_ms: 2_000, reorder: true } as const;
/** Every so often the next few answers are lost although what they answer was done. */
const DROP_EVERY_MS = 4_000;
const DROPPED_COMMIT_ANSWERS = { count: 2, path_prefix: 'jobs/' } as const;
const DROPPED_CREATE_ANSWERS = 1;

/** What upstreams do on bad days: it sends jobs through retries, renewals and hand-backs. */
const BAD_DAYS: readonly FaultInput[] = [
  { upstream: 'scrapecreators', share: 0.06, effect: { kind: 'status', status: 500 } },
  { upstream: 'gemini', share: 0.04, effect: { kind: 'status', status: 503 } },
  { upstream: 'gemini', share: 0.1, effect: { kind: 'slow', add_ms: 7_000 } },
  { upstream: 'scrapecreators', share: 0.05, effect: { kind: 'slow', add_ms: 6_000 } },
];

export async function makeUpstreamsUnreliable(keeper: CloudKeeper): Promise<void> {
  for (const fault of BAD_DAYS) {
    await keeper.keepFault(fault);
  }
}

/** Keeps deliveries and answers unreliable until the signal aborts. */
export async function loseAnswers(keeper: CloudKeeper, signal: AbortSignal): Promise<void> {
  await keeper.keepDeliveries(DELIVERIES);
  while (!signal.aborted) {
    await keeper.ask(({ firestore }) => firestore.fault({ drop_commit_replies: DROPPED_COMMIT_ANSWERS }));
    await keeper.ask(({ cloudTasks }) => cloudTasks.fault({ drop_create_answers: DROPPED_CREATE_ANSWERS }));
    await sleep(systemClock, DROP_EVERY_MS, signal);
  }
}

/** Makes the planned outages happen one after another; resolves with when they were. An aborted signal ends them early. */
export async function runOutages(
  keeper: CloudKeeper,
  outages: readonly Outage[],
  tell: (outage: Outage) => void,
  signal: AbortSignal,
): Promise<PastOutage[]> {
  const startedAt = Date.now();
  const past: PastOutage[] = [];
  for (const outage of outages) {
    await sleep(systemClock, startedAt + outage.atS * 1_000 - Date.now(), signal);
    if (signal.aborted) {
      break;
    }
    tell(outage);
    const from = Date.now();
    await undergo(keeper, outage, signal);
    past.push({ kind: outage.kind, from, until: Date.now() });
  }
  return past;
}

/** From the beginning of one outage to its end. */
async function undergo(keeper: CloudKeeper, { kind, forS }: Outage, signal: AbortSignal): Promise<void> {
  const ms = forS * 1_000;
  switch (kind) {
    case 'firestore_unavailable':
      await keeper.ask(({ firestore }) => firestore.fault({ unavailable_ms: ms }));
      return await sleep(systemClock, ms, signal);
    case 'cloud_tasks_unavailable':
      await keeper.ask(({ cloudTasks }) => cloudTasks.fault({ unavailable_ms: ms }));
      return await sleep(systemClock, ms, signal);
    case 'firestore_disk_full':
      await keeper.ask(({ firestore }) => firestore.fault({ disk_full: true }));
      await sleep(systemClock, ms, signal);
      return void (await keeper.ask(({ firestore }) => firestore.heal()));
    case 'cloud_tasks_disk_full':
      await keeper.ask(({ cloudTasks }) => cloudTasks.fault({ storage_full: true }));
      await sleep(systemClock, ms, signal);
      return void (await keeper.ask(({ cloudTasks }) => cloudTasks.fault({ storage_full: false })));
    case 'models_503':
    case 'models_hang':
    case 'scraper_503': {
      const effect = kind === 'models_hang' ? ({ kind: 'hang' } as const) : ({ kind: 'status', status: 503 } as const);
      const fault = await keeper.keepFault({ upstream: kind === 'scraper_503' ? 'scrapecreators' : 'gemini', effect });
      await sleep(systemClock, ms, signal);
      return await fault.end();
    }
    case 'cloud_killed':
      return await keeper.killFor(ms, signal);
  }
}
