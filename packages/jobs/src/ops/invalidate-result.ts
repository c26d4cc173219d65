import { audited, REMOVED } from '@sets/store-kit';
import { decodeResult } from '../documents/codec.ts';
import { invalidationOf } from '../documents/invalidation-document.ts';
import { resultPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { earlierKey } from '../results/result-key.ts';

/**
 * Forgets what is known under `key`, in the store, in this instance's memory and in this region's Redis; all other
 * instances hear of it within 10 s (`ResultNews`). A job that is under way keeps its flight. Returns whether anything was known.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function invalidateResult(context: JobsContext, key: string, actor: string): Promise<boolean> {
  return await audited(context, {
    entry: { actor, action: 'invalidate_result', target: key, details: {} },
    async change() {
      const { known, earlier } = await forgetEverywhere(context, key);
      // Else what the profile's version before has read would come back in its place.
      const before = earlier === null ? null : await forgetEverywhere(context, earlier);
      return known || before?.known === true;
    },
    outcomeOf: (known) => ({ known }),
  });
}

async function forgetEverywhere(context: JobsContext, key: string): Promise<Forgotten> {
  try {
    return await forget(context, key);
  } finally {
    // Also when nobody knows whether the transaction was applied: a tier too empty is only slower.
    await context.cache.invalidate(key);
  }
}

interface Forgotten {
  readonly known: boolean;
  /** The key of the version before, as far as the document tells. */
  readonly earlier: string | null;
}

function forget({ documents }: JobsContext, key: string): Promise<Forgotten> {
  const path = resultPath(key);
  return documents.transact<Forgotten>('invalidate', async (reads) => {
    const known = decodeResult(await reads.read(path));
    // Also where nothing is stored any more: tiers may still hold it.
    const told = invalidationOf(key, documents.now());
    const earlier = known === null ? null : earlierKey(known);
    if (known?.value === undefined) {
      return { value: { known: false, earlier }, writes: [told] };
    }
    const fields = { value: REMOVED, refresh_failed: REMOVED };
    const write =
      known.flight === undefined ? ({ kind: 'delete', path } as const) : ({ kind: 'update', path, fields } as const);
    return { value: { known: true, earlier }, writes: [write, told] };
  });
}
