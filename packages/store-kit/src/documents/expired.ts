import { storedTime } from '../stored-values.ts';
import type { DocumentStore } from './document-store.ts';
import type { Reading } from './reading.ts';
import { asRead } from './write.ts';

/** Firestore's own TTL deletes within a day; this is for what it has left. */
const GRACE_MS = 24 * 3_600_000;

export interface ExpiredQuery {
  readonly collection: string;
  readonly limit: number;
  /** Of callers' own data, which must not outlive its time by the day that Firestore may take. */
  readonly atOnce?: boolean;
}

/** Documents whose `expires_at` passed a day ago or earlier, or at all. */
export async function findExpired(
  documents: DocumentStore,
  { atOnce = false, ...query }: ExpiredQuery,
): Promise<readonly Reading[]> {
  const before = storedTime((await documents.serverTime()) - (atOnce ? 0 : GRACE_MS));
  return (await documents.find({ ...query, where: [['expires_at', '<', before]] })).documents;
}

/** Deletes them, except what has changed since; returns how many went. Safe to run anywhere, any time. */
export async function deleteExpired(documents: DocumentStore, query: ExpiredQuery): Promise<number> {
  return await documents.deleteAll((await findExpired(documents, query)).map(asRead));
}
