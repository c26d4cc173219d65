import type { Dispatch, QueueState, TaskDispatcher } from '../tasks/task-dispatcher.ts';

export interface RecordingDispatcher extends TaskDispatcher {
  /** Tasks that wait, by `{jobId}-{dispatchNo}`. */
  readonly tasks: Map<string, Dispatch>;
  /** Every task ever created. */
  readonly created: Dispatch[];
  readonly paused: Set<string>;
  /** Calls of `taskExists`. */
  readonly asked: string[];
  down: boolean;
}

/** Our dispatch port kept in memory: tasks wait until a test takes them. */
export function createRecordingDispatcher(): RecordingDispatcher {
  const nameOf = ({ jobId, dispatchNo }: Pick<Dispatch, 'jobId' | 'dispatchNo'>): string => `${jobId}-${dispatchNo}`;
  const used = new Set<string>();
  const self: RecordingDispatcher = {
    tasks: new Map(),
    created: [],
    paused: new Set(),
    asked: [],
    down: false,
    async dispatch(dispatch) {
      if (self.down) {
        throw new Error('Cloud Tasks is down');
      }
      if (used.has(nameOf(dispatch))) {
        return;
      }
      used.add(nameOf(dispatch));
      self.tasks.set(nameOf(dispatch), dispatch);
      self.created.push(dispatch);
    },
    async taskExists(dispatch) {
      if (self.down) {
        throw new Error('Cloud Tasks is down');
      }
      self.asked.push(nameOf(dispatch));
      return self.tasks.has(nameOf(dispatch));
    },
    async queueState(region): Promise<QueueState> {
      if (self.down) {
        throw new Error('Cloud Tasks is down');
      }
      const state = self.paused.has(region) ? 'paused' : 'running';
      return {
        state,
        depth: self.tasks.size,
        oldestArrivalMs: null,
        executedLastMinute: null,
        concurrentDispatches: null,
      };
    },
    async pauseQueue(region) {
      self.paused.add(region);
    },
    async resumeQueue(region) {
      self.paused.delete(region);
    },
    async missingRights() {
      return [];
    },
  };
  return self;
}
