import { inRounds } from '@sets/store-kit';
import type { JobsContext } from '../jobs-context.ts';
import { type IdempotentRequest, keepAnswer, readKept } from './idempotency.ts';

/**
 * Ties a key to a whole batch before any of its items is submitted. Says whether it was tied to it before; the items'
 * own documents then tell which of them were answered.
 *
 * @throws ProblemError `idempotency_mismatch`, `storage_unavailable`
 */
export async function beginBatch(context: JobsContext, request: IdempotentRequest): Promise<'new' | 'replayed'> {
  let tried = false;
  const { was } = await inRounds<{ readonly was: 'new' | 'replayed' }>('begin of a batch', async () => {
    const kept = await readKept(context, request);
    if (kept.entry !== null) {
      return { was: tried ? 'new' : 'replayed' };
    }
    tried = true;
    const outcome = await context.documents.commit([keepAnswer(kept, null, 'new')], { purpose: 'begin_batch' });
    return outcome.kind === 'applied' ? { was: 'new' } : undefined;
  });
  return was;
}
