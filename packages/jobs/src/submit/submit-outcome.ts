import type { ResultValue } from '../documents/result-document.ts';
import type { JobSnapshot } from '../read/job-snapshot.ts';
import type { AnswerParts } from '../results/answer-parts.ts';
import type { CacheTier } from '../results/result-cache.ts';
import type { JobView, MemberView, OwnView } from '../views/job-view.ts';

export interface SubmitHit {
  readonly kind: 'hit';
  readonly key: string;
  readonly value: ResultValue;
  readonly servedFrom: 'cache' | 'stale';
  readonly tier: CacheTier;
  /** Its answer, where that is kept. */
  readonly parts: AnswerParts | null;
  /** Given because this submitter may have no job made now; another may. */
  readonly insteadOfJob?: true;
}

/** A job that is under way, as its submitter sees it. */
export interface SubmitUnderway {
  readonly kind: 'joined' | 'new';
  readonly key: string;
  readonly snapshot: JobSnapshot;
  readonly view: OwnView | MemberView;
}

/** What answered the same request before. */
export interface SubmitReplay {
  readonly kind: 'replayed';
  readonly key: string;
  readonly view: JobView;
}

export type SubmitOutcome = SubmitHit | SubmitUnderway | SubmitReplay;
