/** The queue of one region. */
export interface QueueRef {
  /** Its id, the same in every region. */
  readonly queue: string;
  readonly region: string;
}

export interface TaskRef extends QueueRef {
  /** Creating the same name twice is one task; a used name may be refused for a day. */
  readonly name: string;
}

export interface NewTask extends TaskRef {
  /** At the region's worker: `/tasks/extract`. */
  readonly path: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** One delivery is given up after so many seconds: 15 to 1,800. */
  readonly deliveryDeadlineS: number;
  /** Not before then, in milliseconds since the epoch. */
  readonly scheduleAtMs?: number;
  /** W3C traceparent of the request that the work belongs to; sent as a header. */
  readonly trace: string | null;
}

export interface QueueState {
  readonly state: 'running' | 'paused' | 'disabled' | 'unknown';
  /** Estimates by Cloud Tasks; null where it gives none. */
  readonly depth: number | null;
  readonly oldestArrivalMs: number | null;
  /** Deliveries of the last minute that were answered, whatever the answer. */
  readonly executedLastMinute: number | null;
}

/** A task that waits or is being delivered. */
export interface TaskState {
  /** When the delivery that is under way began; null while none is. */
  readonly dispatchedAtMs: number | null;
}

/** Why Cloud Tasks refuses what no retry can mend: a missing right, a missing queue, or what we sent. */
export type TaskRefusal = 'right' | 'queue' | 'argument';

/** Somebody must mend something before this can succeed. */
export class TaskRefusedError extends Error {
  override readonly name = 'TaskRefusedError';
  readonly reason: TaskRefusal;

  constructor(reason: TaskRefusal, cause: unknown) {
    super(`Cloud Tasks refuses: ${reason}`, { cause });
    this.reason = reason;
  }
}

/**
 * How work reaches a region's workers. Every operation throws ProblemError `storage_unavailable` when Cloud Tasks
 * stays silent, and what Cloud Tasks refuses as it came.
 */
export interface TaskQueues {
  /**
   * Tries again at once, with jitter, while Cloud Tasks is silent for a moment: a name makes that safe. `exists`: the
   * name is in use, or was within the last day.
   *
   * @throws TaskRefusedError
   */
  create(task: NewTask): Promise<'created' | 'exists'>;
  /**
   * Null when the task is gone.
   *
   * @throws TaskRefusedError
   */
  find(task: TaskRef): Promise<TaskState | null>;
  state(queue: QueueRef): Promise<QueueState>;
  /** Deliveries that may be under way at once, from the next one on. */
  setConcurrency(queue: QueueRef, deliveries: number): Promise<void>;
  pause(queue: QueueRef): Promise<void>;
  resume(queue: QueueRef): Promise<void>;
  /** Of the rights on the queue that we make use of, those that we lack; null when the service does not tell. */
  missingRights(queue: QueueRef): Promise<readonly string[] | null>;
}
