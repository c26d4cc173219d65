import { isStorageUnavailable } from '@sets/store-kit';
import { decodeResult } from '../documents/codec.ts';
import { resultPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { validValue } from '../protocol/decide-submit.ts';
import type { LookupOutcome } from './lookup-outcome.ts';

/**
 * What is known under a result's key, without starting any work; stale values too, marked. Null when nothing is.
 * Concurrent lookups of one key read the store once.
 *
 * @throws ProblemError `storage_unavailable` when nobody answers and memory holds nothing
 */
export async function lookupResult(context: JobsContext, key: string): Promise<LookupOutcome | null> {
  const cached = await context.cache.peek(key, context.documents.now());
  return cached === null
    ? await context.lookingUp.run(key, () => readResult(context, key))
    : { ...cached, servedFrom: 'cache' };
}

async function readResult(context: JobsContext, key: string): Promise<LookupOutcome | null> {
  const { cache, documents } = context;
  const known = documents.seemsOut() ? lastKnown(context, key) : null;
  if (known !== null) {
    return known;
  }
  try {
    const reading = await documents.read(resultPath(key));
    const value = validValue(decodeResult(reading), reading.readAtMs);
    if (value === null) {
      return null;
    }
    void cache.fill(key, value, reading.readAtMs);
    return { value, servedFrom: reading.readAtMs < value.fresh_until ? 'cache' : 'stale', tier: 'firestore' };
  } catch (error) {
    const kept = isStorageUnavailable(error) ? lastKnown(context, key) : null;
    if (kept === null) {
      throw error;
    }
    return kept;
  }
}

function lastKnown({ cache, documents }: JobsContext, key: string): LookupOutcome | null {
  const value = cache.lastKnown(key, documents.now());
  return value === null ? null : { value, servedFrom: 'stale', tier: 'memory' };
}
