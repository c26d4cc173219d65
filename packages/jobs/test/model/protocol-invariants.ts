import { isDeepStrictEqual } from 'node:util';
import { isTerminal } from '@sets/contract';
import { leaseIsLive } from '../../src/protocol/decisions.ts';
import { momentOf, NOTHING_LEFT, POLICY, type State } from './protocol-state.ts';
import { stepsFrom } from './protocol-steps.ts';
import { stateKey } from './state-key.ts';

/** What must hold after each step, in plain words. Returns the words that do not. */
export function brokenBy(before: State, after: State): string[] {
  const rules: readonly (readonly [string, boolean])[] = [
    ['a result is written at most once', after.values <= 1],
    [
      'a job that has ended never changes, but for what it owes',
      !isTerminal(before.job.status) || isSame(before, after),
    ],
    ['an ended job has no flight, a live job has its flight', after.flight !== isTerminal(after.job.status)],
    [
      'a live job is owed a look by the sweeper, an ended one only while receivers must be told',
      (after.job.wake_at !== undefined) === (!isTerminal(after.job.status) || after.job.owes === 'end'),
    ],
    ['nobody is told of an end before it has come', !after.told || isTerminal(after.job.status)],
    [
      'whoever asked for it has been told when nothing is owed any more',
      !isTerminal(after.job.status) || after.job.owes === 'end' || after.told || !isAskedFor(after),
    ],
    ['nothing is owed that nobody asked for', after.job.owes === null || isAskedFor(after)],
    ['only a running job has a lease', (after.job.lease !== null) === (after.job.status === 'running')],
    ['a canceled or failed try leaves no ready result', after.values === 0 || after.job.status === 'succeeded'],
    ['no job is tried more often than allowed', after.job.attempt <= POLICY.maxAttempts],
    ['no job outlives more owners than allowed', isTerminal(after.job.status) || after.job.deaths <= POLICY.maxDeaths],
    ['no more attempts are in doubt than were made', after.job.doubts.length < after.job.attempt],
    ['only one allowance pays for one setback', paidOnce(before, after)],
    [
      'the end of an owner is held against no job that had not begun',
      after.job.deaths === before.job.deaths || before.job.stage !== null,
    ],
    ['an epoch never shrinks and grows by one', [0, 1].includes(after.job.epoch - before.job.epoch)],
    [
      'nobody takes a job from an owner whose lease is alive',
      after.job.epoch === before.job.epoch || !leaseIsLive(before.job, momentOf(after)),
    ],
    [
      'a backlog does not multiply: the current dispatch has one task',
      new Set(after.tasks).size === after.tasks.length,
    ],
    ['no job ends by time or by a cancel under a member who waits', !endedUnderMember(before, after)],
    ['tasks only come from dispatches that were decided', after.used.every((no) => no <= after.job.dispatch_no)],
  ];
  return rules.filter(([, holds]) => !holds).map(([words]) => words);
}

const isAskedFor = ({ job, members }: State): boolean => job.webhook !== null || members.some(({ hook }) => hook);

const isSame = ({ job: before }: State, { job: after }: State): boolean =>
  isDeepStrictEqual({ ...before, owes: null, wake_at: 0 }, { ...after, owes: null, wake_at: 0 });

/** A step that requeues or ends a job takes from the attempts or the deaths, or waits for an outage, never two of these. */
const paidOnce = ({ job: before }: State, { job: after }: State): boolean =>
  after.attempt - before.attempt + (after.deaths - before.deaths) + (after.waits - before.waits) <= 1;

/** A member is one who waits and whose own deadline, if it has one, lies ahead. */
function endedUnderMember({ job: before }: State, { job, members, now }: State): boolean {
  const ended = !isTerminal(before.status) && (job.status === 'expired' || job.status === 'canceled');
  return ended && members.some(({ waiting, deadline_at }) => waiting && (deadline_at === null || now < deadline_at));
}

const RECOVERY_MS = 35_000;
const RECOVERY_STEP_MS = 5_000;

/**
 * Nothing is lost: if everyone dies now and all that is in the network vanishes, one worker and one sweeper that work
 * bring the job to its end, and whoever asked for it hears of it, within 35 s. Returns the time it took, or null when it did not end.
 */
export function createRecovery(): (from: State) => number | null {
  // Many states differ only in what dies with its process.
  const known = new Map<string, number | null>();
  return (from) => {
    const survivors: State = {
      ...from,
      workers: from.workers.map(({ claims }) => ({ at: 'idle', claims })),
      sweeper: { at: 'idle' },
      astray: [],
      left: NOTHING_LEFT,
    };
    const key = stateKey(survivors);
    const found = known.get(key);
    if (found !== undefined) {
      return found;
    }
    const took = recover(survivors);
    known.set(key, took);
    return took;
  };
}

function recover(from: State): number | null {
  let state = from;
  for (; state.now - from.now <= RECOVERY_MS; state = { ...state, now: state.now + RECOVERY_STEP_MS }) {
    for (let guard = 0; guard < 50; guard += 1) {
      // Worker 0 is the one that lives; it never gives up what it holds.
      const [step] = stepsFrom(state).filter(({ label }) => !/worker 1|retries|hands back|waits|submit/.test(label));
      if (isTerminal(state.job.status) && state.job.owes === null) {
        return state.now - from.now;
      }
      if (step === undefined) {
        break;
      }
      state = step.to;
    }
  }
  return null;
}
