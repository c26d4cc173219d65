import { type DocumentStore, decode, storageUnavailable, writeAsRead } from '@sets/store-kit';
import type { Payer } from './payer-of.ts';
import { type SpendDocument, spendDocumentSchema, spendFields, spendPath } from './spend-document.ts';

/** Of several instances that change one document at the same time one gets on in each round. */
const MAX_ROUNDS = 20;

export interface SpendChange<T> {
  readonly purpose: string;
  readonly day: string;
  /** Null: all payers together. */
  readonly payer: Payer | null;
  /** What follows from the document as it is; `fields: null` leaves it so. May be asked several times. */
  readonly change: (seen: {
    readonly shares: SpendDocument['shares'];
    readonly hits: SpendDocument['hits'];
    readonly nowMs: number;
  }) => Promise<{ readonly value: T; readonly fields: Readonly<Record<string, unknown>> | null }>;
}

/**
 * Reads, decides, and commits under the precondition that nobody else has written. A transaction would lock the document
 * while the jobs are summed, and instances that wait for each other's locks are all aborted.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function changeSpend<T>(documents: DocumentStore, wanted: SpendChange<T>): Promise<T> {
  const { purpose, day, payer, change } = wanted;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const reading = await documents.read(spendPath(day, payer));
    const { shares = {}, hits = {} } = decode(reading, spendDocumentSchema) ?? {};
    const { value, fields } = await change({ shares, hits, nowMs: reading.readAtMs });
    if (fields === null) {
      return value;
    }
    const outcome = await documents.commit([writeAsRead(reading, { ...spendFields(day, payer), ...fields })], {
      purpose,
    });
    if (outcome.kind === 'applied') {
      return value;
    }
  }
  throw storageUnavailable(new Error(`${purpose} lost ${MAX_ROUNDS} rounds`));
}
