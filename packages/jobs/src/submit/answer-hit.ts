import type { ServedFrom } from '@sets/contract';
import type { JobsContext } from '../jobs-context.ts';
import { valueId } from '../views/view-id.ts';
import { type KeptRequest, keepAnswer } from './idempotency.ts';
import type { SubmitHit } from './submit-outcome.ts';

/** Undefined when the request's key was tied to an answer meanwhile. */
export async function answerHit(
  context: JobsContext,
  kept: KeptRequest | null,
  hit: SubmitHit,
): Promise<SubmitHit | undefined> {
  return (await isAnswer(context, kept, valueId(hit.key, hit.value), hit.servedFrom)) ? hit : undefined;
}

/** Ties the request's key to what answers it; not so when somebody was faster. Nothing to do without a key. */
export async function isAnswer(
  { documents }: JobsContext,
  kept: KeptRequest | null,
  viewId: string,
  servedFrom: ServedFrom,
): Promise<boolean> {
  if (kept === null) {
    return true;
  }
  const outcome = await documents.commit([keepAnswer(kept, viewId, servedFrom)], { purpose: 'keep_answer' });
  return outcome.kind === 'applied';
}
