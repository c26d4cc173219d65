import { status } from '@grpc/grpc-js';
import { afterPrefix } from './byte-writer.ts';
import type { EmulatorCore } from './emulator-core.ts';
import { encodeName } from './encode-value.ts';
import { parseParent } from './resource-name.ts';
import { RpcError } from './rpc-error.ts';
import type { Consistency, DocumentMask, WireDocument } from './wire.ts';
import { maskPaths, toWire } from './wire-document.ts';

export interface ListDocumentsRequest extends Consistency {
  parent: string;
  collectionId: string;
  pageSize?: number;
  pageToken?: string;
  orderBy?: string;
  mask?: DocumentMask;
  /** Also names without a document that have documents below them. */
  showMissing?: boolean;
}

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1000;

/** One page of a collection by name; the page token is the last name. */
export function listDocuments(
  core: EmulatorCore,
  request: ListDocumentsRequest,
): { documents: WireDocument[]; nextPageToken: string } {
  if (request.orderBy && request.orderBy !== '__name__') {
    throw new RpcError(status.UNIMPLEMENTED, 'ListDocuments is ordered by name only.');
  }
  const view = core.view(request);
  const collection = `${parseParent(request.parent).full}/${request.collectionId}`;
  const size = Math.min(request.pageSize || DEFAULT_PAGE, MAX_PAGE);
  const mask = maskPaths(request.mask);
  const documents: WireDocument[] = [];
  let last = request.pageToken || null;
  while (documents.length < size) {
    const name = nextName(core, collection, last);
    if (name === null) {
      return counted(core, documents, '');
    }
    last = name;
    const document = core.document(name, view);
    if (document) {
      documents.push(toWire(document, mask));
    } else if (request.showMissing) {
      documents.push({ name, fields: {} });
    }
  }
  return counted(core, documents, last ?? '');
}

/** The next direct child of the collection, whether it exists or only has descendants. */
function nextName(core: EmulatorCore, collection: string, last: string | null): string | null {
  const prefix = encodeName(collection);
  const low = last === null ? prefix : afterPrefix(encodeName(last));
  const row = core.db.get(
    'SELECT name FROM documents WHERE key >= ? AND key < ? ORDER BY key LIMIT 1',
    low,
    afterPrefix(prefix),
  );
  if (!row) {
    return null;
  }
  const id =
    String(row.name)
      .slice(collection.length + 1)
      .split('/')[0] ?? '';
  return `${collection}/${id}`;
}

function counted(core: EmulatorCore, documents: WireDocument[], nextPageToken: string) {
  core.counts.documentReads += Math.max(1, documents.length);
  return { documents, nextPageToken };
}
