import { missedBars } from '@sets/measurement';
import { describe, expect, it } from 'vitest';
import type { Kill } from './killer.ts';
import type { Recovery } from './recoveries.ts';
import { renderReport } from './render-report.ts';
import { type ChaosFindings, judgedBars, summarise } from './report.ts';

const kill: Kill = {
  ...{ service: 'worker', app: 'worker', owner: 'w1', how: 'SIGKILL', point: null, exitCode: null },
  ...{ signalAt: 0, endedAt: 0, clockOffsetMs: 0 },
};
const recovery = (servedMs: number | null): Recovery => ({
  ...{ jobId: 'a', kill, wallMs: servedMs, servedMs, killedAgain: false, metFrozen: false },
});

/** A run in which everything went well. */
const GOOD: ChaosFindings = {
  ...{ plan: 'full', seconds: 600, kills: Array(200).fill(kill), strikes: { 'claim.after_commit': 2 }, outages: [] },
  freezes: [],
  ...{ answers: { '202_new': 100 }, accepted: 100, histories: new Map() },
  ...{ lost: [], writtenTwice: [], claimsUnderLease: [] },
  givenUp: { failedByOutage: [], undeserved: [], deserved: 1 },
  poison: { givenUp: 1, attempts: [3], calls: [12] },
  modelCalls: { made: 10, refused: 1, needed: 8, wasted: 1 },
  recoveries: Array.from({ length: 20 }, (_, index) => recovery((index + 1) * 1_000)),
  queueWaitsMs: [],
};
const missed = (changes: Partial<ChaosFindings>): string[] =>
  missedBars(judgedBars(summarise({ ...GOOD, ...changes })));

describe('the report of a chaos run', () => {
  it('is content with a run in which everything went well', () => {
    expect(missed({})).toEqual([]);
  });

  it.each<[string, Partial<ChaosFindings>]>([
    ['lost', { lost: ['a is still running'] }],
    ['written_twice', { writtenTwice: ['a was written after its end'] }],
    ['claims_under_live_lease', { claimsUnderLease: ['a was claimed'] }],
    ['recovery_s_max', { recoveries: [recovery(35_100)] }],
    ['failed_by_outage', { givenUp: { failedByOutage: ['a was given up'], undeserved: [], deserved: 0 } }],
    ['attempts_exhausted', { givenUp: { failedByOutage: [], undeserved: ['a was given up'], deserved: 0 } }],
    ['poison_attempts_max', { poison: { givenUp: 1, attempts: [3, 4], calls: [12] } }],
    ['poison_calls_max', { poison: { givenUp: 1, attempts: [3], calls: [13] } }],
    ['kills', { kills: [kill] }],
    ['accepted', { accepted: 49 }],
  ])('misses %s', (name, changes) => {
    expect(missed(changes)).toEqual([expect.stringContaining(`Missed: ${name} is`)]);
  });

  it('misses a job that nobody took up again', () => {
    expect(missed({ recoveries: [recovery(null)] })).toEqual([
      expect.stringContaining('Missed: never_recovered is 1'),
      expect.stringContaining('Missed: recovery_s_max is'),
    ]);
  });

  it('is not content with a run that met nothing', () => {
    const names = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]);
    const nothing = { accepted: 0, recoveries: [], kills: [], poison: { givenUp: 0, attempts: [], calls: [] } };
    expect(names(missed(nothing))).toEqual([
      ...['accepted', 'jobs_that_lost_a_worker', 'recovery_s_max'],
      ...['poison_given_up', 'poison_attempts_max', 'poison_calls_max', 'kills'],
    ]);
    expect(names(missed({ ...nothing, plan: 'quick' }))).toEqual(['jobs_that_lost_a_worker']);
  });

  it('reports what a busy machine makes of a short run, and fails it for what went wrong alone', () => {
    const slow: Partial<ChaosFindings> = { plan: 'quick', kills: [kill], accepted: 49, recoveries: [recovery(90_000)] };
    expect(missed(slow)).toEqual([]);
    expect(missedBars(summarise({ ...GOOD, ...slow }).bars)).toHaveLength(3);
    expect(missed({ ...slow, recoveries: [recovery(null)] })).toHaveLength(1);
    expect(missed({ ...slow, lost: ['a is still running'] })).toHaveLength(1);
  });

  it('asks for another time where a job was delivered to a worker that stood still', () => {
    const slow = { ...recovery(50_000), metFrozen: true };
    expect(missed({ recoveries: [...GOOD.recoveries, slow] })).toEqual([]);
    expect(missed({ recoveries: [...GOOD.recoveries, { ...slow, servedMs: null }] })).toHaveLength(1);
  });

  it('takes its quantiles by nearest rank, as every other report does', () => {
    const { service_time } = summarise(GOOD).recovery_s;
    expect(service_time).toEqual({ count: 20, p50: 10, p95: 19, p99: 20, max: 20 });
  });

  it('shows every bar on its page', () => {
    const report = summarise(GOOD);
    const page = renderReport(report);
    for (const { name } of report.bars) {
      expect(page).toContain(`| ${name} |`);
    }
    expect(page).toContain('| recovery, services up | 20 | 10 | 19 | 20 | 20 |');
  });
});
