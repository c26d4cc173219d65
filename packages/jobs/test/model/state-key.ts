import { type Commit, nonceOf, POLICY, type Seen, type State, type Sweeper, type Worker } from './protocol-state.ts';

/**
 * Equal for states from which the same can happen. Only relations matter: ages instead of times, whether a version is
 * the current one instead of its number, whether a nonce is the lease's instead of its letters; and the two workers
 * are alike. What was read at an old version no longer matters at all, since no commit on it can succeed.
 */
export function stateKey(state: State): string {
  const { job, now } = state;
  const task = (no: number): number => job.dispatch_no - no;
  const age = job.lease === null ? null : Math.min(now - job.lease.renewed_at, POLICY.leaseMs + 1);
  const wake = job.wake_at === undefined ? null : Math.max(0, job.wake_at - now);
  const left = Object.values(state.left).join();
  return JSON.stringify([
    [
      job.status,
      job.stage === null,
      job.attempt,
      job.deaths,
      job.doubts.length,
      age,
      wake,
      job.wake_delay_ms,
      state.flight,
      state.values,
      left,
      job.asked_deadline_at === null ? null : Math.max(0, job.asked_deadline_at - now),
      state.members.map(({ waiting, deadline_at, hook }) => [
        hook,
        waiting && (deadline_at === null || Math.max(0, deadline_at - now)),
      ]),
      [job.owes, job.webhook_members, state.told],
    ],
    [state.tasks.map(task), state.used.map(task)],
    state.workers.map((worker, index) => JSON.stringify(workerKey(state, worker, index, task))).sort(),
    sweeperKey(state, state.sweeper, task),
    state.astray.map((commit) => commitKey(state, commit, task)).sort(),
  ]);
}

type TaskKey = (no: number) => number;

const seenKey = (state: State, seen: Seen): unknown => seen.version === state.version && state.now - seen.now;

function commitKey(state: State, { version, change }: Commit, task: TaskKey): unknown {
  if (version !== state.version) {
    return 'stale';
  }
  if ('ending' in change) {
    return change.ending.job.status;
  }
  const { status, stage, attempt, deaths, doubts, wake_at, wake_delay_ms, dispatch_no, lease, owes } = change.patch;
  const claimedAgo = typeof lease === 'object' && lease !== null ? state.now - lease.claimed_at : lease;
  const wake = wake_at === undefined || wake_at === null ? null : wake_at - state.now;
  return [
    status,
    stage,
    attempt,
    deaths,
    doubts?.length,
    wake,
    wake_delay_ms,
    dispatch_no === undefined ? null : task(dispatch_no),
    claimedAgo,
    owes,
  ];
}

function workerKey(state: State, worker: Worker, index: number, task: TaskKey): unknown {
  const { job } = state;
  const nonce = nonceOf(index, worker);
  const astray = state.astray.map(
    ({ change, owner }) => owner === nonce || ('patch' in change && nonceIn(change.patch.lease) === nonce),
  );
  const mine = [job.lease?.nonce === nonce, ...astray];
  switch (worker.at) {
    case 'idle':
      return 'idle';
    case 'claiming':
      // Also what was read long ago still tells whether there is something to claim.
      return [worker.at, mine, task(worker.task), seenKey(state, worker.seen), worker.seen.job.status];
    case 'claim_unsure':
      return [worker.at, mine, task(worker.task)];
    case 'dispatching':
      return [worker.at, task(worker.task), task(worker.dispatchNo)];
    case 'telling':
    case 'striking':
      return [worker.at, task(worker.task), worker.version === state.version];
    case 'holding':
    case 'unsure': {
      const { job: held, version } = worker;
      const wanted = worker.at === 'unsure' ? changeKey(worker.change, task) : null;
      const fresh = version === state.version;
      const relation = [
        job.epoch - held.epoch,
        held.stage === null,
        held.attempt,
        held.doubts.length,
        task(held.dispatch_no),
        fresh,
      ];
      return [worker.at, mine, task(worker.task), relation, wanted];
    }
  }
}

const nonceIn = (lease: unknown): unknown =>
  typeof lease === 'object' && lease !== null && 'nonce' in lease ? lease.nonce : null;

function changeKey(change: Extract<Worker, { at: 'unsure' }>['change'], task: TaskKey): unknown {
  if (change.kind === 'end') {
    return change.ending.job.status;
  }
  return [
    change.leaves,
    change.patch.stage,
    change.patch.dispatch_no === undefined ? null : task(change.patch.dispatch_no),
  ];
}

function sweeperKey(state: State, sweeper: Sweeper, task: TaskKey): unknown {
  switch (sweeper.at) {
    case 'idle':
      return 'idle';
    case 'asking':
      return [sweeper.at, seenKey(state, sweeper.seen)];
    case 'telling':
      return [sweeper.at, sweeper.version === state.version];
    case 'committing':
      return [sweeper.at, sweeper.dispatch, commitKey(state, sweeper.commit, task)];
    case 'dispatching':
      return [sweeper.at, task(sweeper.dispatchNo)];
  }
}
