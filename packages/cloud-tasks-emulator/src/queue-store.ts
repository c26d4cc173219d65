import type { DatabaseSync } from 'node:sqlite';
import type { Queue } from './model.ts';

export interface QueueStore {
  /** Inserts or replaces a live queue. */
  save(queue: Queue): void;
  /** By name, after `after`. */
  list(location: string, after: string, limit: number): Queue[];
  all(): Queue[];
  /** Removes the queue with all its tasks; the name stays known until it may be used again. */
  remove(name: string, now: number): void;
  /** When a queue of that name was deleted last; null when never, or when it lives. */
  deletedAt(name: string): number | null;
}

export function createQueueStore(database: DatabaseSync): QueueStore {
  const upsert = database.prepare(
    'INSERT INTO queues (name, config) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET config = excluded.config, deleted_at = NULL',
  );
  const selectAll = database.prepare('SELECT config FROM queues WHERE deleted_at IS NULL ORDER BY name');
  const selectPage = database.prepare(
    'SELECT config FROM queues WHERE substr(name, 1, length(?1)) = ?1 AND name > ?2 AND deleted_at IS NULL ORDER BY name LIMIT ?3',
  );
  const markDeleted = database.prepare('UPDATE queues SET deleted_at = ? WHERE name = ?');
  const selectDeleted = database.prepare('SELECT deleted_at FROM queues WHERE name = ?');
  const deleteTasks = database.prepare('DELETE FROM tasks WHERE queue = ?');

  const parse = (row: Record<string, unknown>): Queue => JSON.parse(String(row.config)) as Queue;

  return {
    save(queue) {
      upsert.run(queue.name, JSON.stringify(queue));
    },
    list: (location, after, limit) => selectPage.all(`${location}/queues/`, after, limit).map(parse),
    all: () => selectAll.all().map(parse),
    remove(name, now) {
      markDeleted.run(now, name);
      deleteTasks.run(name);
    },
    deletedAt(name) {
      const value = selectDeleted.get(name)?.deleted_at;
      return typeof value === 'number' ? value : null;
    },
  };
}
