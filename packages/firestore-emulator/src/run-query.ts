import type { DocumentState } from './apply-write.ts';
import type { Database } from './database.ts';
import { toDocument } from './document-row.ts';
import type { DocumentStore } from './document-store.ts';
import { type IndexStore, WHOLE_GROUP } from './index-store.ts';
import type { Query } from './query.ts';
import { compareResults, matchesQuery } from './query-match.ts';
import { fullScan, planQuery, type Scan } from './query-plan.ts';
import type { Scopes } from './scopes.ts';
import type { Micros } from './timestamp.ts';

/** Answers queries from the indexes now, or from the log at a past time. */
export class QueryRunner {
  readonly #db: Database;
  readonly #scopes: Scopes;
  readonly #indexes: IndexStore;
  readonly #documents: DocumentStore;

  constructor(db: Database, scopes: Scopes, indexes: IndexStore, documents: DocumentStore) {
    this.#db = db;
    this.#scopes = scopes;
    this.#indexes = indexes;
    this.#documents = documents;
  }

  run(query: Query): DocumentState[] {
    if (query.limit === 0) {
      return [];
    }
    const end = query.limit === null ? Number.POSITIVE_INFINITY : query.offset + query.limit;
    const scans = planQuery(query);
    if (scans.some((scan) => this.#sourceOf(query, scan) === 'no index')) {
      return window(query, this.#scanAll(query));
    }
    const [only] = scans;
    if (scans.length === 1 && only?.sorted) {
      return this.#collect(query, only, end).slice(query.offset);
    }
    const found = new Map<string, DocumentState>();
    for (const scan of scans) {
      const most = scan.sorted ? end : Number.POSITIVE_INFINITY;
      for (const document of this.#collect(query, scan, most)) {
        found.set(document.name, document);
      }
    }
    return window(query, [...found.values()]);
  }

  runAt(query: Query, time: Micros): DocumentState[] {
    const results = [...this.#documents.allAt(query.parent.full, time)].filter((doc) => matchesQuery(query, doc));
    return window(query, results);
  }

  /** How many results, at most `upTo`; from the index alone where that decides. */
  count(query: Query, upTo: number): number {
    const scans = planQuery(query);
    const [scan] = scans;
    if (scans.length === 1 && scan?.exact && query.offset === 0) {
      const source = this.#sourceOf(query, scan);
      const limit = Math.min(upTo, query.limit ?? upTo);
      if (source !== 'no index') {
        return source === 'empty' ? 0 : this.#countRange(source, scan, limit);
      }
    }
    return Math.min(upTo, this.run(query).length);
  }

  #countRange(source: Source, scan: Scan, limit: number): number {
    const sql = `SELECT count(*) AS count FROM (SELECT 1 FROM ${source.from} WHERE ${source.where} LIMIT ?)`;
    const bound = Number.isFinite(limit) ? limit : -1;
    return Number(this.#db.get(sql, ...source.values, scan.low, scan.high, bound)?.count ?? 0);
  }

  #collect(query: Query, scan: Scan, end: number): DocumentState[] {
    const source = this.#sourceOf(query, scan);
    const found: DocumentState[] = [];
    if (source === 'empty' || source === 'no index') {
      return found;
    }
    const direction = scan.reverse ? 'DESC' : 'ASC';
    const order = source.order.map((column) => `${column} ${direction}`).join(', ');
    const sql = `SELECT ${source.select} FROM ${source.join} WHERE ${source.where} ORDER BY ${order}`;
    for (const row of this.#db.iterate(sql, ...source.values, scan.low, scan.high)) {
      const document = toDocument(row);
      if (matchesQuery(query, document)) {
        found.push(document);
      }
      if (found.length >= end) {
        break;
      }
    }
    return found;
  }

  #scanAll(query: Query): DocumentState[] {
    return this.#collect(query, fullScan(query), Number.POSITIVE_INFINITY);
  }

  #sourceOf(query: Query, scan: Scan): Source | 'empty' | 'no index' {
    const collection = this.#scopeNumber(query);
    if (collection === null) {
      return 'empty';
    }
    if (!scan.index) {
      return documentsSource(query, collection);
    }
    const index = this.#indexes.ensure(scan.index);
    if (index === null) {
      return 'no index';
    }
    return {
      select: 'd.*',
      from: 'index_entries e',
      join: 'index_entries e CROSS JOIN documents d ON d.key = e.key',
      where: 'e.field_index = ? AND e.collection = ? AND e.value >= ? AND e.value < ?',
      values: [index, query.descendants ? WHOLE_GROUP : collection],
      order: ['e.value', 'e.key'],
    };
  }

  /** The number of the query's collection or group; 0 for a query over all collections; null when it has none. */
  #scopeNumber(query: Query): number | null {
    if (query.collectionId === null) {
      return 0;
    }
    if (query.descendants) {
      return this.#scopes.find(`group ${query.parent.database} ${query.collectionId}`);
    }
    return this.#scopes.find(`collection ${query.parent.full}/${query.collectionId}`);
  }
}

interface Source {
  select: string;
  from: string;
  join: string;
  where: string;
  values: number[];
  order: string[];
}

function documentsSource(query: Query, collection: number): Source {
  const column = query.descendants ? 'collection_group' : 'collection';
  const scope =
    query.collectionId === null ? { sql: '', values: [] } : { sql: `${column} = ? AND `, values: [collection] };
  return {
    select: '*',
    from: 'documents',
    join: 'documents',
    where: `${scope.sql}key >= ? AND key < ?`,
    values: scope.values,
    order: ['key'],
  };
}

function window(query: Query, results: DocumentState[]): DocumentState[] {
  const end = query.limit === null ? undefined : query.offset + query.limit;
  return results.sort((a, b) => compareResults(query, a, b)).slice(query.offset, end);
}
