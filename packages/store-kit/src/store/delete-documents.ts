import type { DocumentReference, Precondition } from '@google-cloud/firestore';
import type { StoreContext } from './store-context.ts';
import { asStorageProblem, isConflict, withTimeout } from './store-errors.ts';

interface Target {
  readonly ref: DocumentReference;
  readonly precondition?: Precondition;
}

/** Commits under way at once. */
const AT_ONCE = 50;

/**
 * Deletes one document per commit; what changed since it was read stays. Returns how many went. The client's own bulk
 * writer would retry for minutes while a request waits, and its failures escape until it is closed. Throws ProblemError
 * `storage_unavailable`; what was deleted by then stays deleted.
 */
export async function deleteDocuments({ policy, clock }: StoreContext, targets: readonly Target[]): Promise<number> {
  const deleteOne = async ({ ref, precondition }: Target): Promise<number> => {
    try {
      await withTimeout(ref.delete(precondition), policy.storeTimeoutMs, clock);
      return 1;
    } catch (error) {
      if (isConflict(error)) {
        return 0;
      }
      throw asStorageProblem(error);
    }
  };
  let deleted = 0;
  for (let from = 0; from < targets.length; from += AT_ONCE) {
    const counts = await Promise.all(targets.slice(from, from + AT_ONCE).map(deleteOne));
    for (const count of counts) {
      deleted += count;
    }
  }
  return deleted;
}
