import { FieldValue } from '@google-cloud/firestore';
import { asStorageProblem, audited, withTimeout } from '@sets/store-kit';
import { decodeResult } from '../store/codec.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { resultRef } from '../store/refs.ts';

/**
 * Forgets what is known under `key`, in Firestore and in this region's tiers; other regions' tiers follow by their
 * time to live. A job that is under way keeps its flight. Returns whether anything was known.
 */
export async function invalidateResult(context: JobsContext, key: string, actor: string): Promise<boolean> {
  const { firestore, cache, policy, clock } = context;
  const entry = { actor, action: 'invalidate_result', target: key, details: {} };
  const forget = async (): Promise<boolean> => {
    const forgetting = firestore.runTransaction(async (transaction) => {
      const snapshot = await transaction.get(resultRef(firestore, key));
      const known = decodeResult(snapshot);
      if (known?.value === undefined) {
        return false;
      }
      if (known.flight === undefined) {
        transaction.delete(snapshot.ref);
      } else {
        transaction.update(snapshot.ref, { value: FieldValue.delete(), refresh_failed: FieldValue.delete() });
      }
      return true;
    });
    try {
      return await withTimeout(forgetting, policy.storeTimeoutMs, clock);
    } catch (error) {
      throw asStorageProblem(error);
    } finally {
      // Also when nobody knows whether the transaction was applied: a tier too empty is only slower.
      await cache.invalidate(key);
    }
  };
  return await audited(context, entry, forget, (known) => ({ known }));
}
