import type { DatabaseSync } from 'node:sqlite';
import { type AttemptHistory, type HttpTarget, type Task, TOMBSTONE_MS } from './model.ts';

export interface TaskStore {
  /** False when the name is taken by a task or, until its tombstone expires, was taken by one. */
  insert(task: Task, now: number): boolean;
  get(name: string): Task | null;
  /** By name, after `after`. */
  list(queue: string, after: string, limit: number): Task[];
  count(queue: string): number;
  /** The earliest schedule time of any task; null for an empty queue. */
  earliestSchedule(queue: string): number | null;
  /** The earliest schedule time of a task that has no attempt running. */
  nextSchedule(queue: string): number | null;
  /** Due tasks without a running attempt, oldest schedule first. */
  due(queue: string, now: number, limit: number): Task[];
  /** One more attempt runs. */
  markDispatched(task: Task): void;
  /** An attempt has failed: back into the queue. Does nothing when the task is gone. */
  reschedule(name: string, scheduledFor: number, history: AttemptHistory): void;
  /** Deletes the task and keeps its name as a tombstone. False when it is already gone. */
  remove(name: string, now: number): boolean;
  /** Deletes all tasks of the queue, leaving tombstones. */
  purge(queue: string, now: number): number;
  hasTombstone(name: string, now: number): boolean;
}

type Spec = Pick<Task, 'dispatchDeadlineMs'> & { target: Omit<HttpTarget, 'body'> };

function parse(row: Record<string, unknown>): Task {
  const spec = JSON.parse(String(row.spec)) as Spec;
  const body = row.body;
  return {
    name: String(row.name),
    queue: String(row.queue),
    createdAt: Number(row.created_at),
    scheduledFor: Number(row.scheduled_for),
    dispatchDeadlineMs: spec.dispatchDeadlineMs,
    target: { ...spec.target, body: body instanceof Uint8Array ? body : null },
    history: JSON.parse(String(row.history)) as AttemptHistory,
  };
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export function createTaskStore(database: DatabaseSync): TaskStore {
  const insert = database.prepare(
    'INSERT INTO tasks (name, queue, created_at, scheduled_for, spec, body, history) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const select = database.prepare('SELECT * FROM tasks WHERE name = ?');
  const selectPage = database.prepare('SELECT * FROM tasks WHERE queue = ? AND name > ? ORDER BY name LIMIT ?');
  const count = database.prepare('SELECT COUNT(*) AS n FROM tasks WHERE queue = ?');
  const earliest = database.prepare('SELECT MIN(scheduled_for) AS at FROM tasks WHERE queue = ?');
  const next = database.prepare('SELECT MIN(scheduled_for) AS at FROM tasks WHERE queue = ? AND in_flight = 0');
  const due = database.prepare(
    'SELECT * FROM tasks WHERE queue = ? AND in_flight = 0 AND scheduled_for <= ? ORDER BY scheduled_for, rowid LIMIT ?',
  );
  const dispatched = database.prepare('UPDATE tasks SET in_flight = in_flight + 1, history = ? WHERE name = ?');
  const failed = database.prepare(
    'UPDATE tasks SET in_flight = MAX(0, in_flight - 1), scheduled_for = ?, history = ? WHERE name = ?',
  );
  const remove = database.prepare('DELETE FROM tasks WHERE name = ?');
  const purge = database.prepare('DELETE FROM tasks WHERE queue = ?');
  const bury = database.prepare('INSERT OR REPLACE INTO tombstones (name, expires_at) VALUES (?, ?)');
  const buryQueue = database.prepare(
    'INSERT OR REPLACE INTO tombstones (name, expires_at) SELECT name, ? FROM tasks WHERE queue = ?',
  );
  const forget = database.prepare('DELETE FROM tombstones WHERE expires_at <= ?');
  const tombstone = database.prepare('SELECT 1 FROM tombstones WHERE name = ? AND expires_at > ?');

  function inTransaction<T>(work: () => T): T {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have rolled the transaction back already.
      if (database.isTransaction) {
        database.exec('ROLLBACK');
      }
      throw error;
    }
  }

  const hasTombstone = (name: string, now: number) => tombstone.get(name, now) !== undefined;

  return {
    insert(task, now) {
      if (hasTombstone(task.name, now)) {
        return false;
      }
      const { body, ...target } = task.target;
      const spec: Spec = { dispatchDeadlineMs: task.dispatchDeadlineMs, target };
      const { changes } = insert.run(
        task.name,
        task.queue,
        task.createdAt,
        task.scheduledFor,
        JSON.stringify(spec),
        body,
        JSON.stringify(task.history),
      );
      return changes > 0;
    },
    get(name) {
      const row = select.get(name);
      return row === undefined ? null : parse(row);
    },
    list: (queue, after, limit) => selectPage.all(queue, after, limit).map(parse),
    count: (queue) => Number(count.get(queue)?.n),
    earliestSchedule: (queue) => numberOrNull(earliest.get(queue)?.at),
    nextSchedule: (queue) => numberOrNull(next.get(queue)?.at),
    due: (queue, now, limit) => due.all(queue, now, limit).map(parse),
    markDispatched(task) {
      dispatched.run(JSON.stringify(task.history), task.name);
    },
    reschedule(name, scheduledFor, history) {
      failed.run(scheduledFor, JSON.stringify(history), name);
    },
    remove: (name, now) =>
      inTransaction(() => {
        if (remove.run(name).changes === 0) {
          return false;
        }
        forget.run(now);
        bury.run(name, now + TOMBSTONE_MS);
        return true;
      }),
    purge: (queue, now) =>
      inTransaction(() => {
        buryQueue.run(now + TOMBSTONE_MS, queue);
        return Number(purge.run(queue).changes);
      }),
    hasTombstone,
  };
}
