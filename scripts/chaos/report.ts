import type { Finding } from './audit-writes.ts';
import type { PastOutage } from './disturb.ts';
import type { JobHistory } from './job-history.ts';
import type { Kill } from './killer.ts';
import type { ModelCalls } from './model-calls.ts';
import type { Recovery } from './recoveries.ts';

export interface Bar {
  readonly name: string;
  /** In words, e.g. `≤ 35`. */
  readonly bar: string;
  readonly figure: number;
  readonly met: boolean;
}

export interface Spread {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

export interface ChaosFindings {
  readonly plan: 'full' | 'quick';
  readonly seconds: number;
  readonly kills: readonly Kill[];
  readonly strikes: Readonly<Record<string, number>>;
  readonly outages: readonly PastOutage[];
  readonly answers: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly histories: ReadonlyMap<string, JobHistory>;
  readonly lost: readonly Finding[];
  readonly writtenTwice: readonly Finding[];
  readonly claimsUnderLease: readonly Finding[];
  readonly modelCalls: ModelCalls;
  readonly recoveries: readonly Recovery[];
  readonly queueWaitsMs: readonly number[];
}

const RECOVERY_BAR_S = 35;
const KILLS_BAR = 200;

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number | null =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

function countBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([one], [other]) => one.localeCompare(other)));
}

/** What a chaos run found, as it is published. Every figure comes from the write log, the kills or the simulator. */
export function summarise(findings: ChaosFindings) {
  const { kills, histories, recoveries, modelCalls } = findings;
  const served = recoveries.map(({ servedMs }) => servedMs ?? Number.POSITIVE_INFINITY);
  const recoveryMaxS = served.length === 0 ? 0 : seconds(Math.max(...served));
  const bar = (name: string, sentence: string, figure: number, met: boolean): Bar => ({
    name,
    bar: sentence,
    figure,
    met,
  });
  const ends = [...histories.values()].map(({ states }) => states.at(-1));
  return {
    plan: findings.plan,
    seconds: Math.round(findings.seconds),
    bars: [
      bar('lost', '= 0', findings.lost.length, findings.lost.length === 0),
      bar('written_twice', '= 0', findings.writtenTwice.length, findings.writtenTwice.length === 0),
      bar('recovery_s_max', `≤ ${RECOVERY_BAR_S}`, recoveryMaxS, recoveryMaxS <= RECOVERY_BAR_S),
      bar('claims_under_live_lease', '= 0', findings.claimsUnderLease.length, findings.claimsUnderLease.length === 0),
      bar('kills', `≥ ${KILLS_BAR}`, kills.length, kills.length >= KILLS_BAR),
    ],
    kills: {
      by_kind: countBy(kills, ({ how }) => how),
      by_app: countBy(kills, ({ app }) => app),
      sigterm_exit_code_not_0: kills.filter(({ how, exitCode }) => how === 'SIGTERM' && exitCode !== 0).length,
      by_crash_point: findings.strikes,
      by_clock_offset_s: countBy(kills, ({ clockOffsetMs }) => String(clockOffsetMs / 1_000)),
    },
    outages: findings.outages.map(({ kind, from, until }) => ({ kind, seconds: seconds(until - from) })),
    submits: findings.answers,
    jobs: {
      accepted: findings.accepted,
      created: histories.size,
      ended: countBy(ends, (state) =>
        state?.status === 'failed' ? `failed (${state.error})` : (state?.status ?? 'none'),
      ),
      claims: [...histories.values()].reduce((sum, { states }) => sum + (states.at(-1)?.epoch ?? 0), 0),
    },
    model_calls: {
      ...modelCalls,
      wasted_share: Math.round((modelCalls.wasted / Math.max(1, modelCalls.made)) * 1_000) / 1_000,
    },
    recovery_s: {
      service_time: spread(served.map(seconds)),
      wall_time: spread(recoveries.map(({ wallMs }) => seconds(wallMs ?? Number.POSITIVE_INFINITY))),
      counted_from_a_second_kill: recoveries.filter(({ killedAgain }) => killedAgain).length,
    },
    queue_wait_s: spread(findings.queueWaitsMs.map(seconds)),
    findings: [...findings.lost, ...findings.writtenTwice, ...findings.claimsUnderLease],
  };
}

export type ChaosReport = ReturnType<typeof summarise>;
