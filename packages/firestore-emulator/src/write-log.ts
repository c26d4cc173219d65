import { DatabaseSync } from 'node:sqlite';
import { fieldsFromJson, plainFields } from './canonical-json.ts';
import type { Row } from './database.ts';
import { relativePath } from './resource-name.ts';
import type { Micros } from './timestamp.ts';

/** `unchanged`: a write that was accepted but made no difference; Firestore keeps the update time then. */
export type WriteKind = 'create' | 'update' | 'delete' | 'unchanged';

/** One applied write. */
export interface WriteLogEntry {
  /** Grows by one per write, in the order of application. */
  seq: number;
  /** Microseconds since the epoch; the same for all writes of one commit. */
  commitTime: Micros;
  /** Path below `documents/`, e.g. `jobs/abc`. */
  path: string;
  kind: WriteKind;
  existsAfter: boolean;
  /** The document after the write as plain JSON; null when it is gone. */
  fields: Record<string, unknown> | null;
}

export interface WriteLogQuery {
  /** Only paths that start with this, e.g. `jobs/`. */
  pathPrefix?: string;
  /** Only entries after this one. */
  afterSeq?: number;
}

export const WRITE_LOG_SQL = 'SELECT * FROM write_log WHERE seq > ? ORDER BY seq';

/** Reads the log from the emulator's file, also from another process while the emulator runs or after it was killed. */
export function readWriteLog(file: string, query: WriteLogQuery = {}): WriteLogEntry[] {
  const sqlite = new DatabaseSync(file, { readOnly: true });
  try {
    return selectEntries(sqlite.prepare(WRITE_LOG_SQL).iterate(query.afterSeq ?? 0), query);
  } finally {
    sqlite.close();
  }
}

export function selectEntries(rows: Iterable<Row>, query: WriteLogQuery): WriteLogEntry[] {
  const entries: WriteLogEntry[] = [];
  for (const row of rows) {
    const path = relativePath(String(row.name));
    if (query.pathPrefix === undefined || path.startsWith(query.pathPrefix)) {
      entries.push(toEntry(row, path));
    }
  }
  return entries;
}

function toEntry(row: Row, path: string): WriteLogEntry {
  return {
    seq: Number(row.seq),
    commitTime: Number(row.commit_time),
    path,
    kind: String(row.kind) as WriteKind,
    existsAfter: row.exists_after === 1,
    fields: row.fields === null ? null : plainFields(fieldsFromJson(String(row.fields))),
  };
}
