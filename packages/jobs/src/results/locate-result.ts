import { type Admit, isNoAnswer } from '../admit.ts';
import type { ResultKeyParts } from '../documents/result-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { lookupResult } from './lookup-result.ts';
import { earlierKey, resultKey } from './result-key.ts';

export interface LocatedResult {
  readonly key: string;
  /** False while the profile's version before holds what is known, or nobody could tell. */
  readonly isFinal: boolean;
}

/**
 * The key under which the best of what is known stands: the one of these parts, or, where nothing is known under it and
 * the profile's version before has a result, that version's. Looks at nothing at version 1, where there is no choice.
 */
export async function locateResult(context: JobsContext, parts: ResultKeyParts, admit?: Admit): Promise<LocatedResult> {
  const key = resultKey(parts);
  const earlier = earlierKey(parts);
  if (earlier === null) {
    return { key, isFinal: true };
  }
  try {
    const own = await lookupResult(context, key, admit);
    const old = own === null ? await lookupResult(context, earlier, admit) : null;
    return old?.value.kind === 'ready' ? { key: earlier, isFinal: false } : { key, isFinal: true };
  } catch (error) {
    if (!isNoAnswer(error)) {
      throw error;
    }
    return { key, isFinal: false };
  }
}
