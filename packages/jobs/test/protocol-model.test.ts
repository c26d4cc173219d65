import { describe, expect, it } from 'vitest';
import { brokenBy, createRecovery } from './model/protocol-invariants.ts';
import { type Asked, type Budget, initialState, NOTHING_LEFT, type State } from './model/protocol-state.ts';
import { stepsFrom } from './model/protocol-steps.ts';
import { stateKey } from './model/state-key.ts';

interface Visit {
  readonly state: State;
  readonly label: string;
  readonly from: Visit | null;
}

function story(visit: Visit): string {
  const labels: string[] = [];
  for (let at: Visit | null = visit; at !== null; at = at.from) {
    labels.unshift(at.label);
  }
  return labels.join('\n  ');
}

/** Visits every state that `budget` allows, and checks each step into it and the way out of it. */
function explore(budget: Budget, asked: Asked = {}) {
  const seen = new Set<string>();
  const stack: Visit[] = [{ state: initialState(budget, asked), label: 'a job was accepted', from: null }];
  const statuses = new Set<string>();
  const recoveryMs = createRecovery();
  let slowestMs = 0;
  for (let from = stack.pop(); from !== undefined; from = stack.pop()) {
    for (const { label, to } of stepsFrom(from.state)) {
      const visit = { state: to, label, from };
      const broken = brokenBy(from.state, to);
      if (broken.length > 0) {
        throw new Error(`broken: ${broken.join('; ')}\n  ${story(visit)}`);
      }
      const key = stateKey(to);
      if (seen.has(key)) {
        continue;
      }
      seen.add(key);
      statuses.add(to.job.status);
      const took = recoveryMs(to);
      if (took === null) {
        throw new Error(`lost: the job never ends\n  ${story(visit)}`);
      }
      slowestMs = Math.max(slowestMs, took);
      stack.push(visit);
    }
  }
  return { states: seen.size, statuses, slowestMs };
}

describe('the claim, renew, complete, cancel and sweep protocol, every interleaving of it', () => {
  it.each<[string, Budget, number]>([
    ['a crash and slow owners', { ...NOTHING_LEFT, ticks: 2, crashes: 1 }, 30_000],
    [
      'an answer lost, a commit that lands late, and renewals',
      { ...NOTHING_LEFT, ticks: 1, lostAnswers: 1, renewals: 1 },
      10_000,
    ],
    [
      'a cancel, a crash and a lost answer',
      { ...NOTHING_LEFT, ticks: 1, crashes: 1, lostAnswers: 1, cancels: 1 },
      40_000,
    ],
    [
      'an outage that is waited for, a crash and a lost answer',
      { ...NOTHING_LEFT, ticks: 1, crashes: 1, lostAnswers: 1, waits: 1 },
      20_000,
    ],
    [
      'an attempt in doubt that is given back, a crash and a lost answer',
      { ...NOTHING_LEFT, ticks: 1, crashes: 1, lostAnswers: 1, doubts: 1 },
      20_000,
    ],
    ['an attempt in doubt, and the outage that it met', { ...NOTHING_LEFT, ticks: 1, doubts: 1, waits: 1 }, 3_000],
    ['a hand-back and a crash', { ...NOTHING_LEFT, ticks: 1, crashes: 1, handBacks: 1 }, 5_000],
  ])('keeps its promises through %s', (_, budget, atLeast) => {
    const { states, statuses, slowestMs } = explore(budget);
    expect(states).toBeGreaterThan(atLeast);
    expect(statuses).toContain('succeeded');
    expect(statuses).toContain('failed');
    expect(slowestMs).toBeLessThanOrEqual(35_000);
  });

  it.each<[string, Budget, number]>([
    [
      'a member who joins and leaves, and a crash',
      { ...NOTHING_LEFT, ticks: 1, crashes: 1, joins: 1, leaves: 1 },
      3_000,
    ],
    [
      'a member who joins, a lost answer and a renewal',
      { ...NOTHING_LEFT, ticks: 1, lostAnswers: 1, renewals: 1, joins: 1 },
      10_000,
    ],
    [
      'two members, of whom one leaves, and a cancel',
      { ...NOTHING_LEFT, ticks: 1, joins: 2, leaves: 1, cancels: 1 },
      1_000,
    ],
  ])('ends a job by the last wish of those who wait, through %s', (_, budget, atLeast) => {
    const { states, statuses, slowestMs } = explore(budget, { deadlineMs: 10_000 });
    expect(states).toBeGreaterThan(atLeast);
    expect(statuses).toContain('succeeded');
    expect(statuses).toContain('expired');
    expect(slowestMs).toBeLessThanOrEqual(35_000);
  });

  it.each<[string, Budget, Asked, number]>([
    [
      'a crash, a cancel and a lost answer',
      { ...NOTHING_LEFT, ticks: 1, crashes: 1, lostAnswers: 1, cancels: 1 },
      { webhook: 'we' },
      40_000,
    ],
    ['two crashes', { ...NOTHING_LEFT, ticks: 1, crashes: 2 }, { webhook: 'we' }, 10_000],
    [
      'a member who joins and leaves, and a crash',
      { ...NOTHING_LEFT, ticks: 1, crashes: 1, hookJoins: 1, leaves: 1 },
      {},
      4_000,
    ],
    [
      'a member who joins while an answer is lost',
      { ...NOTHING_LEFT, ticks: 1, lostAnswers: 1, hookJoins: 1 },
      {},
      4_000,
    ],
    [
      'a member who joins, and a wish for an early end',
      { ...NOTHING_LEFT, ticks: 1, crashes: 1, hookJoins: 1 },
      { deadlineMs: 10_000 },
      2_000,
    ],
  ])('tells receivers of the end, through %s', (_, budget, asked, atLeast) => {
    const { states, statuses, slowestMs } = explore(budget, asked);
    expect(states).toBeGreaterThan(atLeast);
    expect(statuses).toContain('succeeded');
    expect(slowestMs).toBeLessThanOrEqual(35_000);
  });
});
