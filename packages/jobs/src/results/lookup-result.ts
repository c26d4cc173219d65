import { type Admit, isNoAnswer } from '../admit.ts';
import { decodeResult } from '../documents/codec.ts';
import { resultPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { validValue } from '../protocol/decide-submit.ts';
import type { LookupOutcome } from './lookup-outcome.ts';

/**
 * What is known under a result's key, without starting any work; stale values too, marked. Null when nothing is.
 * Concurrent lookups of one key read the store once.
 *
 * @throws ProblemError `storage_unavailable` when nobody answers and memory holds nothing; what `admit` throws, which is
 * called before anything beyond the fast tiers is asked
 */
export async function lookupResult(context: JobsContext, key: string, admit?: Admit): Promise<LookupOutcome | null> {
  const cached = await context.cache.peek(key, context.documents.now());
  if (cached !== null) {
    return { ...cached, servedFrom: 'cache' };
  }
  try {
    admit?.();
    return await context.lookingUp.run(key, () => readResult(context, key));
  } catch (error) {
    const kept = isNoAnswer(error) ? lastKnown(context, key) : null;
    if (kept === null) {
      throw error;
    }
    return kept;
  }
}

async function readResult(context: JobsContext, key: string): Promise<LookupOutcome | null> {
  const { cache, documents } = context;
  const known = documents.seemsOut() ? lastKnown(context, key) : null;
  if (known !== null) {
    return known;
  }
  const reading = await documents.read(resultPath(key));
  const value = validValue(decodeResult(reading), reading.readAtMs);
  if (value === null) {
    return null;
  }
  void cache.fill(key, value, reading.readAtMs);
  return { value, servedFrom: reading.readAtMs < value.fresh_until ? 'cache' : 'stale', tier: 'firestore' };
}

function lastKnown({ cache, documents }: JobsContext, key: string): LookupOutcome | null {
  const value = cache.lastKnown(key, documents.now());
  return value === null ? null : { value, servedFrom: 'stale', tier: 'memory' };
}
