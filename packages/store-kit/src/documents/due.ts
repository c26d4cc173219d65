import { storedTime } from '../stored-values.ts';
import type { DocumentStore } from './document-store.ts';
import type { Reading } from './reading.ts';

export interface DueDocuments {
  readonly collection: string;
  /** Values of the documents' `shard`. */
  readonly shards: number;
  /** Documents looked at, at most; shared evenly by the shards. */
  readonly limit: number;
}

/**
 * Looks after every document whose `wake_at` has passed by the server's time, the earliest of each shard first, all at
 * once. What came of each, in no order.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function lookAfterDue<T>(
  documents: Pick<DocumentStore, 'serverTime' | 'find'>,
  { collection, shards, limit }: DueDocuments,
  lookAfter: (reading: Reading) => Promise<T>,
): Promise<readonly T[]> {
  const perShard = Math.max(1, Math.ceil(limit / shards));
  const dueAt = storedTime(await documents.serverTime());

  async function ofShard(shard: number): Promise<readonly T[]> {
    const due = await documents.find({
      collection,
      where: [
        ['shard', '==', shard],
        ['wake_at', '<=', dueAt],
      ],
      orderBy: [['wake_at', 'asc']],
      limit: perShard,
    });
    return await Promise.all(due.documents.map(lookAfter));
  }

  return (await Promise.all(Array.from({ length: shards }, (_, shard) => ofShard(shard)))).flat();
}
