import { status } from '@grpc/grpc-js';
import type { EmulatorCore, ReadView } from './emulator-core.ts';
import { type ListCollectionIdsRequest, listCollectionIds } from './list-collection-ids.ts';
import { type ListDocumentsRequest, listDocuments } from './list-documents.ts';
import { parseDocumentName } from './resource-name.ts';
import { RpcError } from './rpc-error.ts';
import { fromMicros } from './timestamp.ts';
import type { Consistency, DocumentMask, Timestamp, TransactionOptions, WireDocument } from './wire.ts';
import { maskPaths, toWire } from './wire-document.ts';

interface GetDocumentRequest extends Consistency {
  name: string;
  mask?: DocumentMask;
}

interface BatchGetRequest extends Consistency {
  documents: string[];
  mask?: DocumentMask;
}

interface BatchGetResponse {
  found?: WireDocument;
  missing?: string;
  transaction?: string;
  readTime?: Timestamp;
}

export function readRpcs(core: EmulatorCore) {
  return {
    async getDocument(request: GetDocumentRequest): Promise<WireDocument> {
      parseDocumentName(request.name);
      const view = core.view(request);
      await lockForRead(core, view, [request.name]);
      const document = core.document(request.name, view);
      core.counts.documentReads++;
      if (!document) {
        throw new RpcError(status.NOT_FOUND, `Document "${request.name}" not found.`);
      }
      return toWire(document, maskPaths(request.mask));
    },

    async *batchGetDocuments(request: BatchGetRequest): AsyncIterable<BatchGetResponse> {
      for (const name of request.documents) {
        parseDocumentName(name);
      }
      const view = core.view(request);
      if (view.begun !== null) {
        yield { transaction: view.begun };
      }
      await lockForRead(core, view, request.documents);
      const readTime = fromMicros(view.at ?? core.time.read());
      const mask = maskPaths(request.mask);
      const responses = request.documents.map((name): BatchGetResponse => {
        const document = core.document(name, view);
        return document ? { found: toWire(document, mask), readTime } : { missing: name, readTime };
      });
      core.counts.documentReads += responses.length;
      yield* responses;
    },

    async beginTransaction(request: { options?: TransactionOptions }): Promise<{ transaction: string }> {
      return { transaction: core.transactions.begin(request.options, core.time.read()).id };
    },

    async rollback(request: { transaction: string }): Promise<object> {
      core.transactions.end(core.transactions.get(request.transaction));
      return {};
    },

    async listDocuments(request: ListDocumentsRequest) {
      return listDocuments(core, request);
    },

    async listCollectionIds(request: ListCollectionIdsRequest) {
      return listCollectionIds(core.db, request);
    },
  };
}

/** Inside a read-write transaction every document read is locked first, missing ones too. */
export async function lockForRead(core: EmulatorCore, view: ReadView, names: readonly string[]): Promise<void> {
  if (!view.transaction) {
    return;
  }
  const done = view.transaction.use();
  try {
    await core.locks.acquire(view.transaction, names);
  } finally {
    done();
  }
}
