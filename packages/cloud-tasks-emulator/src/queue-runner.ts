import { type Clock, createTokenBucket, type Random, sleep } from '@sets/clock';
import { beginAttempt, congestionSignal, type DeliveryOutcome, endAttempt, isSuccess, outcomeKey } from './attempts.ts';
import { isExhausted, retryDelayMs } from './backoff.ts';
import { createCongestionControl } from './congestion-control.ts';
import type { FaultPoints } from './faults.ts';
import { type Queue, TASK_TTL_MS, type Task } from './model.ts';
import { createQueueCounters, type QueueCounters } from './queue-counters.ts';
import { locationOf } from './resource-names.ts';
import type { TaskStore } from './task-store.ts';

/** Makes one HTTP attempt of a task. Never rejects; on abort it may resolve with anything. */
export type Deliver = (task: Task, signal: AbortSignal) => Promise<DeliveryOutcome>;

export interface RunnerDeps {
  readonly tasks: TaskStore;
  readonly deliver: Deliver;
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: FaultPoints;
}

/** Dispatches the due tasks of one queue within its limits, and settles what comes back. */
export interface QueueRunner {
  /** Looks for due tasks now: after a change of the queue or a new task. */
  wake(): void;
  configure(queue: Queue): void;
  /** Dispatches regardless of limits, state and schedule. Returns the task with that attempt counted. */
  force(task: Task): Task;
  inFlight(): number;
  /** Dispatches per second that the limits and congestion control allow now. */
  effectiveRate(): number;
  readonly counters: QueueCounters;
  /** No more dispatches; running attempts are aborted and stay in the queue. Resolves when they have ended. */
  stop(): Promise<void>;
}

/** A wall clock may jump, so no timer sleeps longer than this before it looks again. */
const LONGEST_SLEEP_MS = 60_000;
const STORAGE_RETRY_MS = 1000;
/** How soon after a location's return its queues deliver again. */
const AWAY_RETRY_MS = 250;
/** How many due tasks the reorder fault chooses from. */
const REORDER_WINDOW = 64;

export function createQueueRunner(deps: RunnerDeps, initial: Queue): QueueRunner {
  const { tasks, deliver, clock, random, faults } = deps;
  const bucket = createTokenBucket(clock);
  const congestion = createCongestionControl(clock);
  const counters = createQueueCounters(clock);
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let queue = initial;
  let inFlight = 0;
  let cancelTimer = () => {};

  function wakeIn(ms: number) {
    cancelTimer = clock.schedule(wake, Math.max(1, Math.min(ms, LONGEST_SLEEP_MS)));
  }

  function wake() {
    cancelTimer();
    if (stopping.signal.aborted || queue.state !== 'RUNNING') {
      return;
    }
    if (faults.isAway(locationOf(queue.name))) {
      wakeIn(AWAY_RETRY_MS);
      return;
    }
    try {
      dispatchDue();
    } catch {
      // The storage refused (a full disk): nothing was sent, so look again later.
      wakeIn(STORAGE_RETRY_MS);
    }
  }

  function dispatchDue() {
    while (inFlight < queue.rateLimits.maxConcurrentDispatches) {
      const task = nextDue();
      if (task === null) {
        const next = tasks.nextSchedule(queue.name);
        if (next !== null) {
          wakeIn(next - clock.now());
        }
        return;
      }
      const factor = congestion.factor();
      const waitMs = bucket.take(
        queue.rateLimits.maxDispatchesPerSecond * factor,
        Math.max(1, queue.rateLimits.maxBurstSize * factor),
      );
      if (waitMs > 0) {
        return wakeIn(waitMs);
      }
      dispatch(task, false);
    }
  }

  function nextDue(): Task | null {
    for (;;) {
      const now = clock.now();
      const candidates = tasks.due(queue.name, now, faults.reordered() ? REORDER_WINDOW : 1);
      const task = candidates[Math.floor(random() * candidates.length)];
      if (task === undefined) {
        return null;
      }
      if (task.createdAt + TASK_TTL_MS > now) {
        return task;
      }
      tasks.remove(task.name, now);
      counters.count('exhausted');
    }
  }

  function dispatch(task: Task, forced: boolean): Task {
    const attempt = beginAttempt(task, clock.now());
    tasks.markDispatched(attempt);
    inFlight += 1;
    counters.count('dispatched');
    track(attemptDelivery(attempt).then((outcome) => settle(attempt, outcome, forced)));
    if (faults.duplicate()) {
      counters.count('duplicated');
      track(attemptDelivery(attempt).then(() => {}));
    }
    return attempt;
  }

  function track(work: Promise<void>) {
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  async function attemptDelivery(task: Task): Promise<DeliveryOutcome> {
    const heldBackMs = faults.deliveryDelayMs();
    if (heldBackMs > 0) {
      await sleep(clock, heldBackMs, stopping.signal);
    }
    return deliver(task, stopping.signal);
  }

  async function settle(task: Task, outcome: DeliveryOutcome, forced: boolean): Promise<void> {
    congestion.record(congestionSignal(outcome));
    counters.countResponse(outcomeKey(outcome));
    // The slot stays taken until the outcome is on disk. Failures that stopping caused are not the task's.
    while (isSuccess(outcome) || !stopping.signal.aborted) {
      try {
        applyOutcome(task, outcome, forced);
        break;
      } catch {
        if (stopping.signal.aborted) {
          break;
        }
        await sleep(clock, STORAGE_RETRY_MS, stopping.signal);
      }
    }
    inFlight -= 1;
    wake();
  }

  function applyOutcome(task: Task, outcome: DeliveryOutcome, forced: boolean) {
    const now = clock.now();
    if (isSuccess(outcome)) {
      if (tasks.remove(task.name, now)) {
        counters.count('succeeded');
      }
      return;
    }
    // Read again: a forced attempt may have run beside this one, or the task may be gone.
    const current = tasks.get(task.name);
    if (current === null) {
      return;
    }
    const history = endAttempt(current.history, outcome, now);
    const firstAt = history.firstDispatchedAt ?? now;
    if (isExhausted(queue.retryConfig, history.dispatchCount, now - firstAt)) {
      tasks.remove(task.name, now);
      counters.count('exhausted');
      return;
    }
    const backoffMs = retryDelayMs(queue.retryConfig, history.dispatchCount);
    const askedMs = outcome.kind === 'response' ? (outcome.retryAfterMs ?? 0) : 0;
    const from = forced ? (task.history.last?.dispatchedAt ?? now) : now;
    tasks.reschedule(task.name, from + Math.max(backoffMs, askedMs), history);
  }

  return {
    wake,
    configure(changed) {
      queue = changed;
      wake();
    },
    force: (task) => dispatch(task, true),
    inFlight: () => inFlight,
    effectiveRate: () => queue.rateLimits.maxDispatchesPerSecond * congestion.factor(),
    counters,
    async stop() {
      stopping.abort();
      cancelTimer();
      await Promise.all(running);
    },
  };
}
