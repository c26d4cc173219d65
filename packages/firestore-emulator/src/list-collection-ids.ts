import { afterPrefix } from './byte-writer.ts';
import type { Database } from './database.ts';
import { encodeName } from './encode-value.ts';
import { parseParent } from './resource-name.ts';

export interface ListCollectionIdsRequest {
  parent: string;
  pageSize?: number;
  pageToken?: string;
}

/** The collections right below a parent, found by jumping from one to the next. The page token is the last id. */
export function listCollectionIds(
  db: Database,
  request: ListCollectionIdsRequest,
): { collectionIds: string[]; nextPageToken: string } {
  const parent = parseParent(request.parent).full;
  const prefix = encodeName(parent);
  const end = afterPrefix(prefix);
  const ids: string[] = [];
  let low = request.pageToken ? afterCollection(parent, request.pageToken) : prefix;
  while (ids.length < (request.pageSize || Number.POSITIVE_INFINITY)) {
    const row = db.get('SELECT name FROM documents WHERE key > ? AND key < ? ORDER BY key LIMIT 1', low, end);
    if (!row) {
      return { collectionIds: ids, nextPageToken: '' };
    }
    const id =
      String(row.name)
        .slice(parent.length + 1)
        .split('/')[0] ?? '';
    ids.push(id);
    low = afterCollection(parent, id);
  }
  return { collectionIds: ids, nextPageToken: ids.at(-1) ?? '' };
}

const afterCollection = (parent: string, id: string): Buffer =>
  afterPrefix(encodeName(`${parent}/${id}`)) ?? Buffer.from([0xff]);
