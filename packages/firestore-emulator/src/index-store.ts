import type { DocumentState } from './apply-write.ts';
import { invert } from './byte-writer.ts';
import type { Database } from './database.ts';
import { toDocument } from './document-row.ts';
import { encodeForQuery } from './encode-value.ts';
import { type FieldPath, getField } from './field-path.ts';
import { collectionId, parseDocumentName } from './resource-name.ts';
import { collectionScope, type Scopes } from './scopes.ts';

export interface IndexComponent {
  field: FieldPath;
  /** `element`: one entry for each element of the array in the field. At most one such component. */
  kind: 'value' | 'element';
  descending: boolean;
}

export interface IndexDefinition {
  database: string;
  collectionId: string;
  /** Entries kept apart by collection, or all of the group together. */
  scope: 'collection' | 'group';
  components: IndexComponent[];
}

interface FieldIndex {
  id: number;
  definition: IndexDefinition;
}

/** In a group's index all entries share this collection number; real ones start at 1. */
export const WHOLE_GROUP = 0;

/**
 * Composite indexes, made the first time that a query of their shape is asked and kept up to date from then on, so
 * fields that nobody queries cost nothing.
 */
export class IndexStore {
  readonly #db: Database;
  readonly #scopes: Scopes;
  readonly #byText = new Map<string, FieldIndex>();
  readonly #byGroup = new Map<string, FieldIndex[]>();

  constructor(db: Database, scopes: Scopes) {
    this.#db = db;
    this.#scopes = scopes;
    for (const row of db.all('SELECT id, definition FROM field_index')) {
      const text = String(row.definition);
      this.#add(text, { id: Number(row.id), definition: JSON.parse(text) as IndexDefinition });
    }
  }

  /** The index's number; null when it cannot be made now (full disk, or inside a commit), so scan instead. */
  ensure(definition: IndexDefinition): number | null {
    const text = JSON.stringify(definition);
    const known = this.#byText.get(text);
    if (known) {
      return known.id;
    }
    if (this.#db.inTransaction) {
      return null;
    }
    try {
      const index = this.#db.transaction(() => this.#build(text, definition));
      this.#add(text, index);
      return index.id;
    } catch {
      return null;
    }
  }

  /** Brings all indexes of a document's group from its old to its new state. */
  update(name: string, key: Buffer, before: DocumentState | null, after: DocumentState | null): void {
    const parsed = parseDocumentName(name);
    for (const index of this.#byGroup.get(groupKey(parsed.database, collectionId(parsed))) ?? []) {
      const old = before ? entryValues(index.definition, before) : new Map<string, Buffer>();
      const fresh = after ? entryValues(index.definition, after) : new Map<string, Buffer>();
      const collection = this.#collectionOf(index.definition, name);
      for (const [text, value] of old) {
        if (!fresh.has(text)) {
          this.#remove(index.id, collection, value, key);
        }
      }
      for (const [text, value] of fresh) {
        if (!old.has(text)) {
          this.#insert(index.id, collection, value, key);
        }
      }
    }
  }

  #build(text: string, definition: IndexDefinition): FieldIndex {
    const id = Number(this.#db.get('INSERT INTO field_index (definition) VALUES (?) RETURNING id', text)?.id);
    const group = this.#scopes.find(`group ${definition.database} ${definition.collectionId}`);
    for (const row of this.#db.iterate('SELECT * FROM documents WHERE collection_group = ?', group)) {
      const document = toDocument(row);
      const collection = definition.scope === 'group' ? WHOLE_GROUP : Number(row.collection);
      for (const value of entryValues(definition, document).values()) {
        this.#insert(id, collection, value, row.key as Uint8Array);
      }
    }
    return { id, definition };
  }

  #collectionOf(definition: IndexDefinition, name: string): number {
    return definition.scope === 'group' ? WHOLE_GROUP : this.#scopes.id(collectionScope(parseDocumentName(name)));
  }

  #insert(id: number, collection: number, value: Uint8Array, key: Uint8Array): void {
    this.#db.run(
      'INSERT INTO index_entries (field_index, collection, value, key) VALUES (?, ?, ?, ?)',
      id,
      collection,
      value,
      key,
    );
  }

  #remove(id: number, collection: number, value: Uint8Array, key: Uint8Array): void {
    this.#db.run(
      'DELETE FROM index_entries WHERE field_index = ? AND collection = ? AND value = ? AND key = ?',
      id,
      collection,
      value,
      key,
    );
  }

  #add(text: string, index: FieldIndex): void {
    this.#byText.set(text, index);
    const group = groupKey(index.definition.database, index.definition.collectionId);
    this.#byGroup.set(group, [...(this.#byGroup.get(group) ?? []), index]);
  }
}

/** A component's bytes in an index key; descending ones are inverted so that one scan serves mixed directions. */
export const componentBytes = (encoded: Buffer, descending: boolean): Buffer =>
  descending ? invert(encoded) : encoded;

/** A document's keys in one index; none when it lacks one of the fields. */
function entryValues(definition: IndexDefinition, document: DocumentState): Map<string, Buffer> {
  let keys: Buffer[] = [Buffer.alloc(0)];
  for (const component of definition.components) {
    const value = getField(document.fields, component.field);
    if (value === undefined) {
      return new Map();
    }
    const parts = component.kind === 'element' ? (value.arrayValue?.values ?? []) : [value];
    const bytes = parts.map((part) => componentBytes(encodeForQuery(part), component.descending));
    keys = keys.flatMap((key) => bytes.map((part) => Buffer.concat([key, part])));
  }
  return new Map(keys.map((key) => [key.toString('latin1'), key]));
}

const groupKey = (database: string, collection: string): string => `${database} ${collection}`;
