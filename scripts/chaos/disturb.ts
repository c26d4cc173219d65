import { sleep, systemClock } from '@sets/clock';
import type { LocalCloudControl } from '@sets/local-stack';
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
export async function makeUpstreamsUnreliable({ simulators }: LocalCloudControl): Promise<void> {
  await simulators.fault({ upstream: 'scrapecreators', share: 0.06, effect: { kind: 'status', status: 500 } });
  await simulators.fault({ upstream: 'gemini', share: 0.04, effect: { kind: 'status', status: 503 } });
  await simulators.fault({ upstream: 'gemini', share: 0.1, effect: { kind: 'slow', add_ms: 7_000 } });
  await simulators.fault({ upstream: 'scrapecreators', share: 0.05, effect: { kind: 'slow', add_ms: 6_000 } });
}

/** Keeps deliveries and answers unreliable until the signal aborts. */
export async function loseAnswers({ firestore, cloudTasks }: LocalCloudControl, signal: AbortSignal): Promise<void> {
  await cloudTasks.fault(DELIVERIES);
  while (!signal.aborted) {
    await firestore.fault({ drop_commit_replies: DROPPED_COMMIT_ANSWERS });
    await cloudTasks.fault({ drop_create_answers: DROPPED_CREATE_ANSWERS });
    await sleep(systemClock, DROP_EVERY_MS, signal);
  }
}

/** Makes the planned outages happen one after another; resolves with when they were. An aborted signal ends them early. */
export async function runOutages(
  control: LocalCloudControl,
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
    await begin(control, outage);
    await sleep(systemClock, outage.forS * 1_000, signal);
    await finish(control, outage);
    past.push({ kind: outage.kind, from, until: Date.now() });
  }
  return past;
}

async function begin({ firestore, cloudTasks }: LocalCloudControl, { kind, forS }: Outage): Promise<unknown> {
  switch (kind) {
    case 'firestore_unavailable':
      return await firestore.fault({ unavailable_ms: forS * 1_000 });
    case 'cloud_tasks_unavailable':
      return await cloudTasks.fault({ unavailable_ms: forS * 1_000 });
    case 'firestore_disk_full':
      return await firestore.fault({ disk_full: true });
    case 'cloud_tasks_disk_full':
      return await cloudTasks.fault({ storage_full: true });
  }
}

async function finish({ firestore, cloudTasks }: LocalCloudControl, { kind }: Outage): Promise<void> {
  if (kind === 'firestore_disk_full') {
    await firestore.heal();
  }
  if (kind === 'cloud_tasks_disk_full') {
    await cloudTasks.fault({ storage_full: false });
  }
}
