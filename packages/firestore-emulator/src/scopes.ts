import type { Database } from './database.ts';
import { collectionId, collectionName, type DocumentName } from './resource-name.ts';

/** Small numbers for the collections and collection groups that rows belong to. */
export class Scopes {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The number of a scope that has held a document; null otherwise. */
  find(name: string): number | null {
    const row = this.#db.get('SELECT id FROM scopes WHERE name = ?', name);
    return row ? Number(row.id) : null;
  }

  id(name: string): number {
    const known = this.find(name);
    if (known !== null) {
      return known;
    }
    return Number(this.#db.get('INSERT INTO scopes (name) VALUES (?) RETURNING id', name)?.id);
  }
}

export const collectionScope = (name: DocumentName): string => `collection ${collectionName(name)}`;

export const groupScope = (name: DocumentName): string => `group ${name.database} ${collectionId(name)}`;
