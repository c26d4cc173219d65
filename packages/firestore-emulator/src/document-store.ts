import type { Applied, DocumentState } from './apply-write.ts';
import { afterPrefix } from './byte-writer.ts';
import { fieldsToJson } from './canonical-json.ts';
import type { Database } from './database.ts';
import { toDocument } from './document-row.ts';
import { encodeName } from './encode-value.ts';
import type { IndexStore } from './index-store.ts';
import { parseDocumentName } from './resource-name.ts';
import { collectionScope, groupScope, type Scopes } from './scopes.ts';
import type { Micros } from './timestamp.ts';
import type { WriteKind } from './write-log.ts';

/** One document's change by one write. */
export interface DocumentChange {
  name: string;
  before: DocumentState | null;
  after: DocumentState | null;
}

interface LoggedWrite {
  name: string;
  key: Buffer;
  kind: WriteKind;
  /** The document afterwards, and its fields as they are stored; null when there is none. */
  after: DocumentState | null;
  json: string | null;
  commitTime: Micros;
}

/** Documents and their history. Writes happen inside a transaction that the caller has opened. */
export class DocumentStore {
  readonly #db: Database;
  readonly #scopes: Scopes;
  readonly #indexes: IndexStore;

  constructor(db: Database, scopes: Scopes, indexes: IndexStore) {
    this.#db = db;
    this.#scopes = scopes;
    this.#indexes = indexes;
  }

  get(name: string): DocumentState | null {
    const row = this.#db.get('SELECT * FROM documents WHERE key = ?', encodeName(name));
    return row ? toDocument(row) : null;
  }

  /** The document as it was at `time`, from the log. */
  getAt(name: string, time: Micros): DocumentState | null {
    const row = this.#db.get(
      'SELECT * FROM write_log WHERE key = ? AND commit_time <= ? ORDER BY seq DESC LIMIT 1',
      encodeName(name),
      time,
    );
    return row?.exists_after === 1 ? toDocument(row) : null;
  }

  /** Everything below a resource name as it was at `time`. */
  *allAt(prefix: string, time: Micros): Iterable<DocumentState> {
    const low = encodeName(prefix);
    const rows = this.#db.all(
      'SELECT *, max(seq) FROM write_log WHERE key >= ? AND key < ? AND commit_time <= ? GROUP BY key ORDER BY key',
      low,
      afterPrefix(low),
      time,
    );
    for (const row of rows) {
      if (row.exists_after === 1) {
        yield toDocument(row);
      }
    }
  }

  /** Names below `prefix` that were written after `time`. */
  writtenSince(prefix: string, time: Micros): string[] {
    const low = encodeName(prefix);
    const rows = this.#db.all(
      'SELECT DISTINCT name FROM write_log WHERE commit_time > ? AND key >= ? AND key < ?',
      time,
      low,
      afterPrefix(low),
    );
    return rows.map((row) => String(row.name));
  }

  lastCommitTime(): Micros {
    return Number(this.#db.get('SELECT max(commit_time) AS time FROM write_log')?.time ?? 0);
  }

  /** Stores what a write made of `before`. A write that changes nothing keeps the update time. */
  store(name: string, before: DocumentState | null, applied: Applied, commitTime: Micros): DocumentChange {
    const key = encodeName(name);
    if (applied.fields === null) {
      return this.#delete(name, key, before, commitTime);
    }
    const json = fieldsToJson(applied.fields);
    if (before && fieldsToJson(before.fields) === json) {
      this.#log({ name, key, kind: 'unchanged', after: before, json, commitTime });
      return { name, before, after: before };
    }
    const createTime = before?.createTime ?? commitTime;
    const after: DocumentState = { name, fields: applied.fields, createTime, updateTime: commitTime };
    if (before) {
      this.#db.run('UPDATE documents SET update_time = ?, fields = ? WHERE key = ?', commitTime, json, key);
    } else {
      this.#insert(after, key, json);
    }
    this.#indexes.update(name, key, before, after);
    this.#log({ name, key, kind: before ? 'update' : 'create', after, json, commitTime });
    return { name, before, after };
  }

  #insert(document: DocumentState, key: Buffer, json: string): void {
    const parsed = parseDocumentName(document.name);
    this.#db.run(
      'INSERT INTO documents (key, name, collection, collection_group, create_time, update_time, fields) VALUES (?, ?, ?, ?, ?, ?, ?)',
      key,
      document.name,
      this.#scopes.id(collectionScope(parsed)),
      this.#scopes.id(groupScope(parsed)),
      document.createTime,
      document.updateTime,
      json,
    );
  }

  #delete(name: string, key: Buffer, before: DocumentState | null, commitTime: Micros): DocumentChange {
    if (before) {
      this.#db.run('DELETE FROM documents WHERE key = ?', key);
      this.#indexes.update(name, key, before, null);
    }
    this.#log({ name, key, kind: before ? 'delete' : 'unchanged', after: null, json: null, commitTime });
    return { name, before, after: null };
  }

  #log({ name, key, kind, after, json, commitTime }: LoggedWrite): void {
    this.#db.run(
      'INSERT INTO write_log (commit_time, name, key, kind, exists_after, create_time, update_time, fields) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      commitTime,
      name,
      key,
      kind,
      after ? 1 : 0,
      after?.createTime ?? null,
      after?.updateTime ?? null,
      json,
    );
  }
}
