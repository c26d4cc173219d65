import type { ResultValue } from '../documents/result-document.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import type { AnswerParts } from '../results/answer-parts.ts';
import type { CacheTier } from '../results/result-cache.ts';

export interface SubmitHit {
  readonly kind: 'hit';
  readonly key: string;
  readonly value: ResultValue;
  readonly servedFrom: 'cache' | 'stale';
  readonly tier: CacheTier;
  /** Its answer, where that is kept. */
  readonly parts: AnswerParts | null;
}

export type SubmitOutcome =
  | SubmitHit
  | { readonly kind: 'joined' | 'new'; readonly key: string; readonly snapshot: JobSnapshot };
