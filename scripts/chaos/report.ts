import { atLeast, atMost, type Bar, countBy, exactly, spreadOf } from '@sets/measurement';
import type { AllowanceFindings, PoisonCost } from './audit-allowances.ts';
import type { Finding } from './audit-writes.ts';
import type { PastOutage } from './disturb.ts';
import type { PastFreeze } from './freezer.ts';
import type { JobHistory } from './job-history.ts';
import type { Kill } from './killer.ts';
import type { ModelCalls } from './model-calls.ts';
import type { Recovery } from './recoveries.ts';

export interface ChaosFindings {
  readonly plan: 'full' | 'quick';
  readonly seconds: number;
  readonly kills: readonly Kill[];
  readonly strikes: Readonly<Record<string, number>>;
  readonly outages: readonly PastOutage[];
  readonly freezes: readonly PastFreeze[];
  readonly answers: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly histories: ReadonlyMap<string, JobHistory>;
  readonly lost: readonly Finding[];
  readonly writtenTwice: readonly Finding[];
  readonly claimsUnderLease: readonly Finding[];
  readonly givenUp: AllowanceFindings;
  readonly poison: PoisonCost;
  readonly modelCalls: ModelCalls;
  readonly recoveries: readonly Recovery[];
  readonly queueWaitsMs: readonly number[];
}

const RECOVERY_BAR_S = 35;
const KILLS_BAR = 200;
const POISON_ATTEMPTS_BAR = 3;
const POISON_CALLS_BAR = 12;
/** Fewer would show little of what can be lost. */
const ACCEPTED_BAR = 50;
/** How much a short run gets through, and how fast, is the machine's doing as much as ours. */
const REPORTED_ONLY_WHEN_QUICK: ReadonlySet<string> = new Set([
  'accepted',
  'recovery_s_max',
  'kills',
  'poison_given_up',
  'poison_attempts_max',
  'poison_calls_max',
]);

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

/** What a chaos run found, as it is published. Every figure comes from the write log, the kills or the simulator. */
export function summarise(findings: ChaosFindings) {
  const { kills, histories, recoveries, modelCalls, givenUp, poison } = findings;
  const served = ({ servedMs }: Recovery): number => seconds(servedMs ?? Number.POSITIVE_INFINITY);
  const straight = spreadOf(recoveries.filter(({ metFrozen }) => !metFrozen).map(served));
  const ends = [...histories.values()].map(({ states }) => states.at(-1));
  return {
    plan: findings.plan,
    seconds: Math.round(findings.seconds),
    bars: [
      atLeast('accepted', ACCEPTED_BAR, findings.accepted),
      atLeast('jobs_that_lost_a_worker', 1, recoveries.length),
      exactly('never_recovered', 0, recoveries.filter(({ servedMs }) => servedMs === null).length),
      exactly('lost', 0, findings.lost.length),
      exactly('written_twice', 0, findings.writtenTwice.length),
      atMost('recovery_s_max', RECOVERY_BAR_S, straight.max ?? Number.NaN),
      exactly('claims_under_live_lease', 0, findings.claimsUnderLease.length),
      exactly('failed_by_outage', 0, givenUp.failedByOutage.length),
      exactly('attempts_exhausted', 0, givenUp.undeserved.length),
      atLeast('poison_given_up', 1, poison.givenUp),
      atMost('poison_attempts_max', POISON_ATTEMPTS_BAR, spreadOf(poison.attempts).max ?? Number.NaN),
      atMost('poison_calls_max', POISON_CALLS_BAR, spreadOf(poison.calls).max ?? Number.NaN),
      atLeast('kills', KILLS_BAR, kills.length),
    ],
    kills: {
      by_kind: countBy(kills, ({ how }) => how),
      by_app: countBy(kills, ({ app }) => app),
      sigterm_exit_code_not_0: kills.filter(({ how, exitCode }) => how === 'SIGTERM' && exitCode !== 0).length,
      by_crash_point: findings.strikes,
      by_clock_offset_s: countBy(kills, ({ clockOffsetMs }) => String(clockOffsetMs / 1_000)),
    },
    outages: findings.outages.map(({ kind, from, until }) => ({ kind, seconds: seconds(until - from) })),
    freezes: findings.freezes.map(({ service, from, until }) => ({ service, seconds: seconds(until - from) })),
    submits: findings.answers,
    jobs: {
      accepted: findings.accepted,
      created: histories.size,
      ended: countBy(ends, (state) =>
        state?.status === 'failed' ? `failed (${state.error?.code})` : (state?.status ?? 'none'),
      ),
      claims: [...histories.values()].reduce((sum, { states }) => sum + (states.at(-1)?.epoch ?? 0), 0),
    },
    given_up: {
      poison: { count: poison.givenUp, attempts: spreadOf(poison.attempts), model_calls: spreadOf(poison.calls) },
      deserved: givenUp.deserved,
    },
    model_calls: {
      ...modelCalls,
      wasted_share: Math.round((modelCalls.wasted / Math.max(1, modelCalls.made)) * 1_000) / 1_000,
    },
    recovery_s: {
      service_time: straight,
      met_a_frozen_worker: spreadOf(recoveries.filter(({ metFrozen }) => metFrozen).map(served)),
      wall_time: spreadOf(recoveries.map(({ wallMs }) => seconds(wallMs ?? Number.POSITIVE_INFINITY))),
      counted_from_a_second_kill: recoveries.filter(({ killedAgain }) => killedAgain).length,
    },
    queue_wait_s: spreadOf(findings.queueWaitsMs.map(seconds)),
    findings: [
      ...findings.lost,
      ...findings.writtenTwice,
      ...findings.claimsUnderLease,
      ...givenUp.failedByOutage,
      ...givenUp.undeserved,
    ],
  };
}

export type ChaosReport = ReturnType<typeof summarise>;

/** The bars that a run of this plan fails by. */
export const judgedBars = ({ plan, bars }: Pick<ChaosReport, 'plan' | 'bars'>): readonly Bar[] =>
  bars.filter(({ name }) => plan === 'full' || !REPORTED_ONLY_WHEN_QUICK.has(name));
