import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY, config TEXT NOT NULL, deleted_at REAL
  );
  CREATE TABLE IF NOT EXISTS tasks (
    name TEXT PRIMARY KEY, queue TEXT NOT NULL, created_at REAL NOT NULL, scheduled_for REAL NOT NULL,
    in_flight INTEGER NOT NULL DEFAULT 0, spec TEXT NOT NULL, body BLOB, history TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS tasks_due ON tasks (queue, in_flight, scheduled_for);
  CREATE INDEX IF NOT EXISTS tasks_by_schedule ON tasks (queue, scheduled_for);
  CREATE TABLE IF NOT EXISTS tombstones (name TEXT PRIMARY KEY, expires_at REAL NOT NULL);
  CREATE INDEX IF NOT EXISTS tombstones_by_expiry ON tombstones (expires_at);
  CREATE TABLE IF NOT EXISTS signing_key (id INTEGER PRIMARY KEY CHECK (id = 1), jwk TEXT NOT NULL);
`;

/**
 * Opens the file, or a private database for ':memory:'. WAL with synchronous=NORMAL keeps every commit when the
 * process is killed; only a power cut could lose the newest ones.
 */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
  database.exec(SCHEMA);
  // Attempts that a killed process left running are sent again.
  database.exec('UPDATE tasks SET in_flight = 0 WHERE in_flight <> 0');
  return database;
}

/** While `refused`, every write fails as it does on a full disk, where not even the WAL can grow; reads go on. */
export function refuseWrites(database: DatabaseSync, refused: boolean): void {
  database.exec(`PRAGMA query_only = ${refused ? 'ON' : 'OFF'}`);
}
