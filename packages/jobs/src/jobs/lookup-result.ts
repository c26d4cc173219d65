import { isStorageUnavailable, readDocument, serverNow } from '@sets/store-kit';
import type { CacheTier } from '../cache/result-cache.ts';
import type { ResultValue } from '../documents.ts';
import { validValue } from '../protocol/decide-submit.ts';
import { decodeResult } from '../store/codec.ts';
import type { JobsContext } from '../store/jobs-context.ts';
import { resultRef } from '../store/refs.ts';

export interface LookupOutcome {
  readonly value: ResultValue;
  readonly servedFrom: 'cache' | 'stale';
  readonly tier: CacheTier;
}

/**
 * What is known under a result's key, without starting any work; stale values too, marked. Null when nothing is.
 * Concurrent lookups of one key read Firestore once.
 */
export async function lookupResult(
  context: JobsContext,
  lookingUp: Map<string, Promise<LookupOutcome | null>>,
  key: string,
): Promise<LookupOutcome | null> {
  const cached = await context.cache.peek(key, serverNow(context));
  if (cached !== null) {
    return { ...cached, servedFrom: 'cache' };
  }
  const underway = lookingUp.get(key);
  if (underway !== undefined) {
    return await underway;
  }
  const lookup = readResult(context, key).finally(() => lookingUp.delete(key));
  lookingUp.set(key, lookup);
  return await lookup;
}

async function readResult(context: JobsContext, key: string): Promise<LookupOutcome | null> {
  const { firestore, cache, outage } = context;
  const known = outage.suspected ? lastKnown(context, key) : null;
  if (known !== null) {
    return known;
  }
  try {
    const snapshot = await readDocument(context, resultRef(firestore, key));
    const nowMs = snapshot.readTime.toMillis();
    const value = validValue(decodeResult(snapshot), nowMs);
    if (value === null) {
      return null;
    }
    void cache.fill(key, value, nowMs);
    return { value, servedFrom: nowMs < value.fresh_until ? 'cache' : 'stale', tier: 'firestore' };
  } catch (error) {
    const kept = isStorageUnavailable(error) ? lastKnown(context, key) : null;
    if (kept === null) {
      throw error;
    }
    return kept;
  }
}

function lastKnown(context: JobsContext, key: string): LookupOutcome | null {
  const value = context.cache.lastKnown(key, serverNow(context));
  return value === null ? null : { value, servedFrom: 'stale', tier: 'memory' };
}
