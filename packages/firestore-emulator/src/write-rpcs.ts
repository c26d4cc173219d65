import { randomBytes } from 'node:crypto';
import { writeTarget } from './apply-write.ts';
import type { Committed } from './commit-queue.ts';
import type { EmulatorCore } from './emulator-core.ts';
import { contention } from './lock-table.ts';
import { checkId, parseDocumentName, parseParent } from './resource-name.ts';
import { aborted, invalidArgument, toRpcError } from './rpc-error.ts';
import { fromMicros } from './timestamp.ts';
import type { Transaction } from './transactions.ts';
import type { DocumentMask, Fields, Precondition, Timestamp, WireDocument, Write, WriteResult } from './wire.ts';
import { maskPaths, toWire } from './wire-document.ts';

interface CommitRequest {
  writes: Write[];
  transaction?: string;
}

/** Firestore: at most 500 writes in a BatchWrite. Commits are bounded by their size, which gRPC checks. */
const MAX_BATCH_WRITES = 500;

export function writeRpcs(core: EmulatorCore) {
  async function write(one: Write): Promise<Committed> {
    const name = checkedTarget(one);
    const committed = await core.commitLocked([name], () => core.commits.submit([one]));
    count(core, committed);
    core.faults.admitReply([name]);
    return committed;
  }

  async function writeDocument(one: Write, mask: DocumentMask | undefined): Promise<WireDocument> {
    const state = (await write(one)).changes[0]?.after;
    if (!state) {
      throw invalidArgument('The write names no document.');
    }
    return toWire(state, maskPaths(mask));
  }

  return {
    async commit(request: CommitRequest): Promise<{ writeResults: WriteResult[]; commitTime: Timestamp }> {
      const names = request.writes.map(checkedTarget);
      const committed = request.transaction
        ? await commitTransaction(core, core.transactions.get(request.transaction), request.writes, names)
        : await core.commitLocked(names, () => core.commits.submit(request.writes));
      count(core, committed);
      core.faults.admitReply(names);
      return { writeResults: committed.results, commitTime: fromMicros(committed.commitTime) };
    },

    async batchWrite(request: { writes: Write[] }): Promise<{ writeResults: WriteResult[]; status: RpcStatus[] }> {
      const names = request.writes.map(checkedTarget);
      if (names.length > MAX_BATCH_WRITES) {
        throw invalidArgument(`More than ${MAX_BATCH_WRITES} writes in a batch.`);
      }
      if (new Set(names).size !== names.length) {
        throw invalidArgument('A batch writes each document at most once.');
      }
      const outcomes = await Promise.all(request.writes.map((one) => settleWrite(write(one))));
      return { writeResults: outcomes.map((o) => o.result), status: outcomes.map((o) => o.status) };
    },

    async createDocument(request: {
      parent: string;
      collectionId: string;
      documentId?: string;
      document?: { fields: Fields };
      mask?: DocumentMask;
    }): Promise<WireDocument> {
      const id = request.documentId || randomBytes(15).toString('base64url');
      checkId(id);
      const name = `${parseParent(request.parent).full}/${request.collectionId}/${id}`;
      const update = { name, fields: request.document?.fields ?? {} };
      return writeDocument({ update, currentDocument: { exists: false } }, request.mask);
    },

    async updateDocument(request: {
      document: WireDocument;
      updateMask?: DocumentMask;
      mask?: DocumentMask;
      currentDocument?: Precondition;
    }): Promise<WireDocument> {
      const { document: update, updateMask, currentDocument } = request;
      const one = { update, ...(updateMask && { updateMask }), ...(currentDocument && { currentDocument }) };
      return writeDocument(one, request.mask);
    },

    async deleteDocument(request: { name: string; currentDocument?: Precondition }): Promise<object> {
      const { name, currentDocument } = request;
      await write({ delete: name, ...(currentDocument && { currentDocument }) });
      return {};
    },
  };
}

interface RpcStatus {
  code: number;
  message: string;
}

async function settleWrite(pending: Promise<Committed>): Promise<{ result: WriteResult; status: RpcStatus }> {
  try {
    const { results } = await pending;
    return { result: results[0] ?? { transformResults: [] }, status: { code: 0, message: '' } };
  } catch (error) {
    const { code, details } = toRpcError(error);
    return { result: { transformResults: [] }, status: { code, message: details } };
  }
}

/** Locks what is written besides what was read, then commits if nothing observed has changed. Ends the transaction. */
async function commitTransaction(
  core: EmulatorCore,
  transaction: Transaction,
  writes: readonly Write[],
  names: readonly string[],
): Promise<Committed> {
  const done = transaction.use();
  try {
    if (transaction.readTime !== null && writes.length > 0) {
      throw invalidArgument('Cannot modify entities in a read-only transaction.');
    }
    await core.locks.acquire(transaction, names);
    return await core.commits.submit(writes, () => {
      if (transaction.broken) {
        throw aborted('The transaction lost its locks.');
      }
      const phantom = transaction.observations.some(({ observe, seen }) => observe() !== seen);
      if (phantom) {
        throw contention();
      }
    });
  } finally {
    done();
    core.transactions.end(transaction);
  }
}

function checkedTarget(write: Write): string {
  const name = writeTarget(write);
  parseDocumentName(name);
  return name;
}

function count(core: EmulatorCore, committed: Committed): void {
  core.counts.commits++;
  for (const change of committed.changes) {
    if (change.after) {
      core.counts.documentWrites++;
    } else {
      core.counts.documentDeletes++;
    }
  }
}
