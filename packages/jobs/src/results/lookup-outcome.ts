import type { ResultValue } from '../documents/result-document.ts';
import type { CacheTier } from './result-cache.ts';

export interface LookupOutcome {
  readonly value: ResultValue;
  readonly servedFrom: 'cache' | 'stale';
  readonly tier: CacheTier;
}
