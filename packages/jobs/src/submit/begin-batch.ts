import { inRounds } from '@sets/store-kit';
import { newJobId } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { type IdempotentRequest, keepAnswer, readKept } from './idempotency.ts';

/**
 * Ties a key to a whole batch before any of its items is submitted. Says whether it was tied to it before; the items'
 * own documents then tell which of them were answered.
 *
 * @throws ProblemError `idempotency_mismatch`, `storage_unavailable`
 */
export async function beginBatch(context: JobsContext, request: IdempotentRequest): Promise<'new' | 'replayed'> {
  // As long as a view's id, and none: tells a commit of ours, whose answer was lost, from that of who was faster.
  const mark = newJobId();
  const { was } = await inRounds<{ readonly was: 'new' | 'replayed' }>('begin of a batch', async () => {
    const kept = await readKept(context, request);
    if (kept.entry !== null) {
      return { was: kept.entry.view_id === mark ? 'new' : 'replayed' };
    }
    const outcome = await context.documents.commit([keepAnswer(kept, mark, 'new')], { purpose: 'begin_batch' });
    return outcome.kind === 'applied' ? { was: 'new' } : undefined;
  });
  return was;
}
