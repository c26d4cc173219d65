import { randomUUID } from 'node:crypto';
import type { Logger } from '@sets/service-kit';
import { documentPath } from '../documents/document-path.ts';
import type { DocumentStore } from '../documents/document-store.ts';
import type { CollectionIndexes } from '../documents/indexes.ts';
import { decode } from '../documents/reading.ts';
import { SERVER_TIME } from '../stored-values.ts';
import { type AuditDocument, auditDocumentSchema } from './audit-document.ts';

export type AuditEntry = Pick<AuditDocument, 'actor' | 'action' | 'target' | 'details'>;

export interface AuditedChange<T> {
  readonly entry: AuditEntry;
  readonly change: () => Promise<T>;
  /** What the record says of the result. */
  readonly outcomeOf: (result: T) => Record<string, unknown>;
}

export const AUDIT = 'audit';

export const AUDIT_INDEXES: readonly CollectionIndexes[] = [
  {
    ...{ collection: AUDIT, expires: false, composite: [] },
    fields: { at: ['desc'], 'details.caller': ['asc'], 'outcome.caller': ['asc'] },
  },
];

/**
 * Makes a change that is on record: the entry is written first, so nothing happens unseen when the store is away, and
 * what came of it is added afterwards.
 *
 * @throws ProblemError `storage_unavailable`; and what the change throws
 */
export async function audited<T>(
  { documents, logger }: { readonly documents: DocumentStore; readonly logger: Logger },
  { entry, change, outcomeOf }: AuditedChange<T>,
): Promise<T> {
  const id = randomUUID();
  const path = documentPath(AUDIT, id);
  // Replacing what cannot exist: the client's own second try must not meet the traces of its first.
  await documents.write([{ kind: 'replace', path, fields: { ...entry, at: SERVER_TIME, outcome: null } }], {
    purpose: 'audit',
  });
  const conclude = async (outcome: Record<string, unknown>): Promise<void> => {
    await documents
      .write([{ kind: 'update', path, fields: { outcome } }], { purpose: 'audit_outcome' })
      .catch((error: unknown) => {
        logger.warn('The outcome of an audited change could not be stored', { audit_id: id, error });
      });
  };
  try {
    const result = await change();
    await conclude({ ok: true, ...outcomeOf(result) });
    return result;
  } catch (error) {
    await conclude({ ok: false, error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/**
 * Puts on record what happened, beside which nothing else is to be known.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function recordAudit(documents: DocumentStore, entry: AuditEntry): Promise<void> {
  const path = documentPath(AUDIT, randomUUID());
  await documents.write([{ kind: 'replace', path, fields: { ...entry, at: SERVER_TIME, outcome: { ok: true } } }], {
    purpose: 'audit',
  });
}

/**
 * The latest changes, newest first.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function listAudit(documents: DocumentStore, limit: number): Promise<readonly AuditDocument[]> {
  const found = await documents.find({ collection: AUDIT, orderBy: [['at', 'desc']], limit });
  return found.documents.flatMap((reading) => decode(reading, auditDocumentSchema) ?? []);
}
