import type { NewTask, TaskQueues } from '../tasks/task-queues.ts';

export interface RecordingTasks extends TaskQueues {
  /** Tasks that wait, by name. */
  readonly waiting: Map<string, NewTask>;
  /** Every task ever created. */
  readonly created: NewTask[];
  /** Regions whose queue is paused. */
  readonly paused: Set<string>;
  /** Names that `exists` was asked for. */
  readonly asked: string[];
  /** While true, nothing answers. */
  down: boolean;
}

/** Our port to the queues kept in memory: tasks wait until a test takes them. */
export function createRecordingTasks(): RecordingTasks {
  const used = new Set<string>();
  const refuseWhileDown = (): void => {
    if (self.down) {
      throw new Error('Cloud Tasks is down');
    }
  };
  const self: RecordingTasks = {
    waiting: new Map(),
    created: [],
    paused: new Set(),
    asked: [],
    down: false,
    async create(task) {
      refuseWhileDown();
      if (used.has(task.name)) {
        return;
      }
      used.add(task.name);
      self.waiting.set(task.name, task);
      self.created.push(task);
    },
    async exists({ name }) {
      refuseWhileDown();
      self.asked.push(name);
      return self.waiting.has(name);
    },
    async state({ region }) {
      refuseWhileDown();
      return {
        state: self.paused.has(region) ? 'paused' : 'running',
        depth: self.waiting.size,
        oldestArrivalMs: null,
        executedLastMinute: null,
        concurrentDispatches: null,
      };
    },
    async pause({ region }) {
      self.paused.add(region);
    },
    async resume({ region }) {
      self.paused.delete(region);
    },
    async missingRights() {
      return [];
    },
  };
  return self;
}
