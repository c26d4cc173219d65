import type { WriteLogEntry } from '@sets/firestore-emulator';
import { DEFAULT_JOB_POLICY } from '@sets/jobs';
import { findGivenUp, poisonCost } from './audit-allowances.ts';
import {
  type Finding,
  findClaimsUnderLease,
  findLost,
  findRewrittenResults,
  findSecondEndings,
} from './audit-writes.ts';
import type { PastOutage } from './disturb.ts';
import { jobHistories } from './job-history.ts';
import { modelCalls } from './model-calls.ts';
import type { CallsByKind } from './posts.ts';
import { findRecoveries, queueWaits } from './recoveries.ts';
import type { ChaosFindings } from './report.ts';
import type { Undergone } from './undergo-plan.ts';

export interface RunRecords extends Undergone {
  readonly plan: ChaosFindings['plan'];
  readonly log: readonly WriteLogEntry[];
  /** By the simulators' own counters, from the start of the traffic on. */
  readonly counted: { readonly made: number; readonly refused: number };
  readonly callsByKind: CallsByKind;
  /** Calls about each poison post, by content id. */
  readonly callsAbout: ReadonlyMap<string, number>;
  /** What callers were told that does not agree with the log. */
  readonly unseen: readonly Finding[];
}

const isModelsOutage = ({ kind }: PastOutage): boolean => kind === 'models_503' || kind === 'models_hang';
/** Whether nobody could have taken a job then. Upstreams that fail keep nobody from that. */
const isStoresOutage = (outage: PastOutage): boolean => !isModelsOutage(outage) && outage.kind !== 'scraper_503';

/** What the records of a run say; no process is asked how well it did. */
export function auditRun(records: RunRecords): Omit<ChaosFindings, 'seconds'> {
  const { log, accepted, kinds, kills, outages, freezes, callsByKind, callsAbout } = records;
  const histories = jobHistories(log);
  const outOfService = outages.filter(isStoresOutage);
  return {
    plan: records.plan,
    ...{ kills, outages, freezes, histories },
    strikes: records.strikes,
    answers: records.answers,
    accepted: accepted.size,
    lost: [...findLost(log, accepted.keys()), ...records.unseen],
    writtenTwice: [...findSecondEndings(histories), ...findRewrittenResults(log)],
    claimsUnderLease: findClaimsUnderLease(histories, DEFAULT_JOB_POLICY.leaseMs),
    givenUp: findGivenUp(histories, {
      poison: new Set(callsAbout.keys()),
      blackouts: outages.filter(({ kind }) => kind === 'cloud_killed' || kind === 'scraper_503'),
    }),
    poison: poisonCost(histories, callsAbout, outages.filter(isModelsOutage)),
    modelCalls: modelCalls(records.counted, histories, kinds, callsByKind),
    recoveries: findRecoveries(histories, kills, { outages: outOfService, freezes }),
    queueWaitsMs: queueWaits(histories, outOfService),
  };
}
