import type { DocumentReference, Precondition } from '@google-cloud/firestore';
import type { StoreContext } from './store-context.ts';
import { isConflict } from './store-errors.ts';

/** Deletes in batches that are not atomic; what changed since it was read stays. Returns how many went. */
export async function deleteDocuments(
  { firestore }: StoreContext,
  targets: readonly { readonly ref: DocumentReference; readonly precondition?: Precondition }[],
): Promise<number> {
  const writer = firestore.bulkWriter();
  let deleted = 0;
  const deleting = targets.map(async ({ ref, precondition }) => {
    try {
      await writer.delete(ref, precondition);
      deleted += 1;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  });
  await writer.close();
  await Promise.all(deleting);
  return deleted;
}
