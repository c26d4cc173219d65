import { isTerminal, ProblemError } from '@sets/contract';
import type { JobDocument } from '../../src/documents/job-document.ts';
import {
  beginning,
  decideClaim,
  decideRetry,
  decideSweep,
  endsByTime,
  handBackPatch,
  postponePatch,
  redispatchPatch,
  renewal,
} from '../../src/protocol/decisions.ts';
import { endWithProblem, endWithResult, exhausted, TOLD } from '../../src/protocol/end-job.ts';
import { type FencedChange, settleWrite } from '../../src/protocol/settle-write.ts';
import { askMembers, ownerWaits, sharedDeadline } from '../../src/protocol/waiting.ts';
import { outcome } from '../support/jobs-harness.ts';
import {
  applyCommit,
  type Budget,
  type Commit,
  createTask,
  type Holding,
  momentOf,
  nonceOf,
  type Seen,
  type State,
  TICK_MS,
  type Worker,
} from './protocol-state.ts';

export interface Step {
  readonly label: string;
  readonly to: State;
}

const see = ({ job, version, now }: State): Seen => ({ job, version, now });
const spend = (state: State, what: keyof Budget): State => ({
  ...state,
  left: { ...state.left, [what]: state.left[what] - 1 },
});
const withWorker = (state: State, index: number, worker: Worker): State => ({
  ...state,
  workers: state.workers.map((each, n) => (n === index ? worker : each)),
});

/** Everything that can happen next. */
export function stepsFrom(state: State): Step[] {
  return [
    ...outside(state),
    ...state.workers.flatMap((worker, index) => workerSteps(state, worker, index)),
    ...sweeperSteps(state),
  ];
}

function outside(state: State): Step[] {
  const steps: Step[] = [];
  if (!state.used.includes(0)) {
    steps.push({ label: 'submit creates the task', to: createTask(state, 0) });
  }
  if (state.left.ticks > 0) {
    steps.push({ label: 'time passes', to: spend({ ...state, now: state.now + TICK_MS }, 'ticks') });
  }
  if (state.left.cancels > 0 && !isTerminal(state.job.status) && !othersWait(state)) {
    const ending = endWithProblem(state.job, 'canceled', new ProblemError('job_canceled'), momentOf(state));
    const canceled = applyCommit(state, { version: state.version, change: { ending }, owner: null });
    if (canceled !== null) {
      steps.push({ label: 'cancel', to: spend(canceled, 'cancels') });
    }
  }
  steps.push(...memberSteps(state));
  state.astray.forEach((commit, index) => {
    const rest = { ...state, astray: state.astray.filter((_, n) => n !== index) };
    steps.push({ label: 'a late commit lands', to: applyCommit(rest, commit) ?? rest });
  });
  return steps;
}

const othersWait = ({ members }: State): boolean => members.some(({ waiting }) => waiting);

/** A join reads the job alive and never writes it; whoever leaves last ends a job that its owner wants no more. */
function memberSteps(state: State): Step[] {
  if (isTerminal(state.job.status)) {
    return [];
  }
  const steps: Step[] = [];
  if (state.left.joins > 0) {
    for (const deadline_at of [null, state.now + TICK_MS + 1_000]) {
      const members = [...state.members, { waiting: true, deadline_at, hook: false }];
      steps.push({ label: `somebody joins until ${deadline_at}`, to: spend({ ...state, members }, 'joins') });
    }
  }
  if (state.left.hookJoins > 0) {
    // The transaction reads the job as it is; only the first such member writes it.
    const members = [...state.members, { waiting: true, deadline_at: null, hook: true }];
    const joined = spend({ ...state, members }, 'hookJoins');
    const flagged = applyCommit(joined, {
      version: state.version,
      change: { patch: { webhook_members: true } },
      owner: null,
    });
    const to = state.job.webhook_members ? joined : flagged;
    if (to !== null) {
      steps.push({ label: 'somebody joins who is told by webhook', to });
    }
  }
  const leaving = state.left.leaves > 0 ? state.members.findIndex(({ waiting }) => waiting) : -1;
  if (leaving >= 0) {
    const members = state.members.map((one, index) => (index === leaving ? { ...one, waiting: false } : one));
    const left = spend({ ...state, members }, 'leaves');
    const ends = !othersWait(left) && !ownerWaits(state.job, state.now);
    const ending = endWithProblem(state.job, 'canceled', new ProblemError('job_canceled'), momentOf(state));
    const ended = ends ? applyCommit(left, { version: state.version, change: { ending }, owner: null }) : left;
    if (ended !== null) {
      steps.push({ label: 'somebody leaves', to: ended });
    }
  }
  return steps;
}

interface Judged {
  readonly known: JobDocument;
  /** Of a commit that ends the job by this judgement. */
  readonly byTime: { readonly byTimeAt?: number };
}

/** As `judged` does: the members are read after the job, and again when the end is committed. */
function judge(job: JobDocument, { members }: State, nowMs: number): Judged {
  if (!askMembers(job, nowMs)) {
    return { known: job, byTime: {} };
  }
  const known = { ...job, deadline_at: sharedDeadline(job, members) };
  return { known, byTime: endsByTime(known, nowMs) ? { byTimeAt: nowMs } : {} };
}

/** A commit is applied and acknowledged, refused, or sent without an answer. */
function send(
  state: State,
  commit: Commit,
  then: { ok: (s: State) => State; refused: (s: State) => State; silence: (s: State) => State },
  label: string,
): Step[] {
  const applied = applyCommit(state, commit);
  const steps = [
    applied === null ? { label: `${label}: refused`, to: then.refused(state) } : { label, to: then.ok(applied) },
  ];
  if (state.left.lostAnswers > 0) {
    const astray = spend({ ...state, astray: [...state.astray, commit] }, 'lostAnswers');
    steps.push({ label: `${label}: no answer`, to: then.silence(astray) });
  }
  return steps;
}

function workerSteps(state: State, worker: Worker, index: number): Step[] {
  const name = `worker ${index}`;
  const idle: Worker = { at: 'idle', claims: worker.claims };
  const set =
    (next: Worker) =>
    (s: State): State =>
      withWorker(s, index, next);
  /** Answers the delivery with 200, which takes the task from its queue. */
  const done =
    (task: number) =>
    (s: State): State =>
      withWorker({ ...s, tasks: s.tasks.filter((each) => each !== task) }, index, idle);
  const steps: Step[] = [];
  if (worker.at !== 'idle' && state.left.crashes > 0) {
    steps.push({ label: `${name} dies`, to: spend(set(idle)(state), 'crashes') });
  }
  switch (worker.at) {
    case 'idle':
      for (const task of state.tasks) {
        const claims = worker.claims + 1;
        steps.push({
          label: `${name} gets task ${task}`,
          to: set({ at: 'claiming', claims, task, seen: see(state) })(state),
        });
        if (task === 0) {
          // The first task carries the job as it was made, however long ago.
          const seen = { job: state.made, version: 0, now: state.now };
          steps.push({
            label: `${name} gets task 0 and does not read`,
            to: set({ at: 'claiming', claims, task, seen })(state),
          });
        }
      }
      break;
    case 'claiming': {
      const { claims, task, seen } = worker;
      const claimant = { owner: name, region: 'r', nonce: nonceOf(index, worker) };
      const { known, byTime } = judge(seen.job, state, seen.now);
      const decision = decideClaim(known, claimant, momentOf(seen));
      if (decision.kind === 'terminal' || decision.kind === 'leased') {
        steps.push({ label: `${name} finds it ${decision.kind}`, to: done(task)(state) });
        break;
      }
      const change = decision.kind === 'end' ? { ending: decision.ending } : { patch: decision.patch };
      const hold = (s: State): State => set({ at: 'holding', claims, task, version: s.version, job: s.job })(s);
      const outcomes = {
        ok: decision.kind === 'end' ? ended({ claims, task }, { set, done }) : hold,
        refused: set({ at: 'claim_unsure', claims, task }),
        silence: set({ at: 'claim_unsure', claims, task }),
      };
      const condition = decision.kind === 'end' ? byTime : {};
      const claim: Commit = { version: seen.version, change, owner: null, ...condition };
      steps.push(...send(state, claim, outcomes, `${name} claims`));
      break;
    }
    case 'claim_unsure': {
      const { claims, task } = worker;
      const ours = state.job.lease?.nonce === nonceOf(index, worker);
      const next: Worker = ours
        ? { at: 'holding', claims, task, version: state.version, job: state.job }
        : { at: 'claiming', claims, task, seen: see(state) };
      steps.push({ label: `${name} reads again`, to: set(next)(state) });
      break;
    }
    case 'holding':
      steps.push(...ownerSteps(state, worker, index, { set, done }));
      break;
    case 'unsure': {
      const owner = { nonce: nonceOf(index, worker), epoch: worker.job.epoch };
      const verdict = settleWrite(state.job, owner, worker.change);
      const { change, ...held } = worker;
      const label = `${name} reads again: ${verdict.kind}`;
      if (verdict.kind === 'ours') {
        steps.push({ label, to: set({ ...held, at: 'holding', version: state.version, job: state.job })(state) });
      } else {
        // Whoever learns only now that it has ended the job leaves it to the sweeper to tell of it.
        const isOver = verdict.kind === 'lost' || change.kind === 'end';
        const next = isOver ? done(worker.task) : afterWrite(change, worker, { set, done });
        steps.push({ label, to: next(state) });
      }
      break;
    }
    case 'telling':
      steps.push({
        label: `${name} tells receivers`,
        to: set({ ...worker, at: 'striking' })({ ...state, told: true }),
      });
      break;
    case 'striking': {
      const strike: Commit = { version: worker.version, change: { patch: TOLD }, owner: null };
      const over = done(worker.task);
      steps.push(...send(state, strike, { ok: over, refused: over, silence: over }, `${name} strikes it off`));
      break;
    }
    case 'dispatching':
      steps.push({
        label: `${name} creates task ${worker.dispatchNo}`,
        to: done(worker.task)(createTask(state, worker.dispatchNo)),
      });
  }
  return steps;
}

/** How a worker moves on: to another state of its own, or back to idleness with its task answered. */
interface Moves {
  readonly set: (next: Worker) => (state: State) => State;
  readonly done: (task: number) => (state: State) => State;
}

/** Whoever has ended a job that owes something tells it at once. */
const ended =
  ({ claims, task }: Pick<Holding, 'claims' | 'task'>, { set, done }: Moves) =>
  (state: State): State =>
    state.job.owes === 'end' ? set({ at: 'telling', claims, task, version: state.version })(state) : done(task)(state);

/** What an owner does once its last write is known to be applied. */
function afterWrite(
  change: FencedChange,
  worker: Pick<Holding, 'claims' | 'task'>,
  moves: Moves,
): (state: State) => State {
  const { claims, task } = worker;
  if (change.kind === 'end') {
    return ended(worker, moves);
  }
  return moves.set({ at: 'dispatching', claims, task, dispatchNo: change.patch.dispatch_no ?? 0 });
}

/** What it is called, what it writes, and what it takes from the budget. */
type OwnersChange = [string, FencedChange, keyof Budget | null];

function ownerSteps(state: State, worker: Holding, index: number, moves: Moves): Step[] {
  const { set } = moves;
  const { job } = worker;
  const at = momentOf(state);
  const problem = new ProblemError('model_unavailable');
  const scraperAway = new ProblemError('scraper_unavailable');
  const { known, byTime } = judge(job, state, state.now);
  const calls = { delayMs: 0, paidCalls: job.model_calls };
  const retry = decideRetry(known, { problem, blame: 'post', ...calls }, at);
  const doubt = decideRetry(known, { problem: scraperAway, blame: 'in_doubt', ...calls }, at);
  const wait = decideRetry(known, { problem: scraperAway, blame: 'outage', ...calls }, at);
  const expired = exhausted('job_expired', 'deadline', undefined);
  const begin = { ...renewal(at), ...beginning(job, at) };
  const isHeldBack = job.stage === null;
  const begins: OwnersChange = ['begins', { kind: 'patch', leaves: 'running', patch: begin }, null];
  const worked: OwnersChange[] = [
    ['completes', { kind: 'end', ending: endWithResult(job, outcome(), at) }, null],
    ['retries', retry.kind === 'end' ? retry : { kind: 'patch', leaves: 'queued', patch: retry.patch }, null],
    [
      'retries in doubt',
      doubt.kind === 'end' ? doubt : { kind: 'patch', leaves: 'queued', patch: doubt.patch },
      'doubts',
    ],
    [
      'waits for an outage',
      wait.kind === 'end' ? wait : { kind: 'patch', leaves: 'queued', patch: wait.patch },
      'waits',
    ],
  ];
  const changes: OwnersChange[] = [
    byTime.byTimeAt === undefined
      ? ['renews', { kind: 'patch', leaves: 'running', patch: renewal(at) }, 'renewals']
      : ['ends it in time', { kind: 'end', ending: endWithProblem(job, 'expired', expired, at) }, 'renewals'],
    ...(isHeldBack ? [begins] : worked),
    ['hands back', { kind: 'patch', leaves: 'queued', patch: handBackPatch(job, at) }, 'handBacks'],
  ];
  return changes.flatMap(([verb, change, cost]) => {
    if (cost !== null && state.left[cost] === 0) {
      return [];
    }
    const from = cost === null ? state : spend(state, cost);
    const commit: Commit = {
      version: worker.version,
      change: change.kind === 'end' ? { ending: change.ending } : { patch: change.patch },
      owner: nonceOf(index, worker),
      ...(change.kind === 'end' && change.ending.job.status === 'expired' ? byTime : {}),
    };
    const unsure = set({ ...worker, at: 'unsure', change });
    const ok =
      change.kind === 'patch' && change.leaves === 'running'
        ? (s: State): State => set({ ...worker, version: s.version, job: s.job })(s)
        : afterWrite(change, worker, moves);
    return send(from, commit, { ok, refused: unsure, silence: unsure }, `worker ${index} ${verb}`);
  });
}

function sweeperSteps(state: State): Step[] {
  const { sweeper } = state;
  const idle = (s: State): State => ({ ...s, sweeper: { at: 'idle' } });
  const steps: Step[] = [];
  if (sweeper.at !== 'idle' && state.left.crashes > 0) {
    steps.push({ label: 'the sweeper dies', to: spend(idle(state), 'crashes') });
  }
  switch (sweeper.at) {
    case 'idle': {
      const { known, byTime } = judge(state.job, state, state.now);
      const decision = decideSweep(known, momentOf(state));
      if (decision.kind === 'skip') {
        break;
      }
      const { version } = state;
      if (decision.kind === 'ask_queue') {
        steps.push({
          label: 'the sweeper finds it queued',
          to: { ...state, sweeper: { at: 'asking', seen: see(state) } },
        });
        break;
      }
      if (decision.kind === 'tell') {
        steps.push({ label: 'the sweeper finds it owed', to: { ...state, sweeper: { at: 'telling', version } } });
        break;
      }
      const change = decision.kind === 'end' ? { ending: decision.ending } : { patch: decision.patch };
      const condition = decision.kind === 'end' ? byTime : {};
      const commit: Commit = { version, change, owner: null, ...condition };
      const dispatch = decision.kind === 'requeue';
      steps.push({
        label: `the sweeper will ${decision.kind}`,
        to: { ...state, sweeper: { at: 'committing', commit, dispatch } },
      });
      break;
    }
    case 'asking': {
      const { job, version } = sweeper.seen;
      const at = momentOf(sweeper.seen);
      const waits = state.tasks.includes(job.dispatch_no);
      const patch = waits ? postponePatch(job, at) : redispatchPatch(job, job.region, at);
      const commit: Commit = { version, change: { patch }, owner: null };
      steps.push({
        label: `the sweeper finds its task ${waits ? 'waiting' : 'gone'}`,
        to: { ...state, sweeper: { at: 'committing', commit, dispatch: !waits } },
      });
      break;
    }
    case 'telling': {
      const commit: Commit = { version: sweeper.version, change: { patch: TOLD }, owner: null };
      steps.push({
        label: 'the sweeper tells receivers',
        to: { ...state, told: true, sweeper: { at: 'committing', commit, dispatch: false } },
      });
      break;
    }
    case 'committing': {
      const { commit, dispatch } = sweeper;
      const dispatchNo = 'patch' in commit.change ? (commit.change.patch.dispatch_no ?? 0) : 0;
      const ok = (s: State): State => (dispatch ? { ...s, sweeper: { at: 'dispatching', dispatchNo } } : idle(s));
      steps.push(...send(state, commit, { ok, refused: idle, silence: idle }, 'the sweeper commits'));
      break;
    }
    case 'dispatching':
      steps.push({
        label: `the sweeper creates task ${sweeper.dispatchNo}`,
        to: idle(createTask(state, sweeper.dispatchNo)),
      });
  }
  return steps;
}
