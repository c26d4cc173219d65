import { FieldValue } from '@google-cloud/firestore';
import { decodeDocument } from '../store/decode-document.ts';
import type { StoreContext } from '../store/store-context.ts';
import { asStorageProblem, withTimeout } from '../store/store-errors.ts';
import { type AuditDocument, auditDocumentSchema } from './audit-document.ts';

export type AuditEntry = Pick<AuditDocument, 'actor' | 'action' | 'target' | 'details'>;

const auditOf = ({ firestore }: StoreContext) => firestore.collection('audit');

/**
 * Makes a change that is on record: the entry is written first, so nothing happens unseen when Firestore is away, and
 * what came of it is added afterwards. Throws what the change throws, and ProblemError `storage_unavailable`.
 */
export async function audited<T>(
  context: StoreContext,
  entry: AuditEntry,
  change: () => Promise<T>,
  outcomeOf: (result: T) => Record<string, unknown>,
): Promise<T> {
  const { policy, clock, logger } = context;
  const document = auditOf(context).doc();
  try {
    const written = document.create({ ...entry, at: FieldValue.serverTimestamp(), outcome: null });
    await withTimeout(written, policy.storeTimeoutMs, clock);
  } catch (error) {
    throw asStorageProblem(error);
  }
  const conclude = async (outcome: Record<string, unknown>): Promise<void> => {
    await withTimeout(document.update({ outcome }), policy.storeTimeoutMs, clock).catch((error: unknown) => {
      logger.warn('The outcome of an audited change could not be stored', { audit_id: document.id, error });
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

/** The latest changes, newest first. */
export async function listAudit(context: StoreContext, limit: number): Promise<readonly AuditDocument[]> {
  try {
    const query = auditOf(context).orderBy('at', 'desc').limit(limit);
    const { docs } = await withTimeout(query.get(), context.policy.storeTimeoutMs, context.clock);
    return docs.flatMap((document) => decodeDocument(document, auditDocumentSchema) ?? []);
  } catch (error) {
    throw asStorageProblem(error);
  }
}
