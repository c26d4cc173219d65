import { type NewTask, type TaskQueues, TaskRefusedError } from '../tasks/task-queues.ts';

export interface RecordingTasks extends TaskQueues {
  /** Tasks that wait, by name. */
  readonly waiting: Map<string, NewTask>;
  /** Every task ever created. */
  readonly created: NewTask[];
  /** Regions whose queue is paused. */
  readonly paused: Set<string>;
  /** Deliveries that a region's queue may have under way. */
  readonly concurrency: Map<string, number>;
  /** Names that `find` was asked for. */
  readonly asked: string[];
  /** Since when a task's delivery is under way, by name. */
  readonly dispatched: Map<string, number>;
  /** What the caller may not do. */
  readonly denied: Set<'create' | 'find'>;
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
  const refuse = (what: 'create' | 'find'): void => {
    if (self.denied.has(what)) {
      throw new TaskRefusedError('right', new Error('PERMISSION_DENIED'));
    }
  };
  const self: RecordingTasks = {
    waiting: new Map(),
    created: [],
    paused: new Set(),
    concurrency: new Map(),
    asked: [],
    dispatched: new Map(),
    denied: new Set(),
    down: false,
    async create(task) {
      refuseWhileDown();
      refuse('create');
      if (used.has(task.name)) {
        return 'exists';
      }
      used.add(task.name);
      self.waiting.set(task.name, task);
      self.created.push(task);
      return 'created';
    },
    async find({ name }) {
      refuseWhileDown();
      refuse('find');
      self.asked.push(name);
      return self.waiting.has(name) ? { dispatchedAtMs: self.dispatched.get(name) ?? null } : null;
    },
    async state({ region }) {
      refuseWhileDown();
      return {
        state: self.paused.has(region) ? 'paused' : 'running',
        depth: self.waiting.size,
        oldestArrivalMs: null,
        executedLastMinute: null,
      };
    },
    async setConcurrency({ region }, deliveries) {
      refuseWhileDown();
      self.concurrency.set(region, deliveries);
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
