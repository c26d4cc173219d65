import type { DocumentReference, DocumentSnapshot } from '@google-cloud/firestore';
import type { StoreContext } from './store-context.ts';
import { asStorageProblem, isTransient, withTimeout } from './store-errors.ts';

/** One read with a time limit. Throws ProblemError `storage_unavailable` when Firestore does not answer. */
export async function readDocument(context: StoreContext, ref: DocumentReference): Promise<DocumentSnapshot> {
  try {
    const snapshot = await withTimeout(ref.get(), context.policy.storeTimeoutMs, context.clock);
    context.outage.answered();
    context.serverTime.observe(snapshot.readTime);
    return snapshot;
  } catch (error) {
    if (isTransient(error)) {
      context.outage.silent();
    }
    throw asStorageProblem(error);
  }
}
