import type { StoreContext } from '@sets/store-kit';
import type { ResultCache } from '../cache/result-cache.ts';
import type { CrashHook } from '../crash-points.ts';
import type { JobPolicy } from '../policy.ts';

/** What every operation on jobs works with. */
export interface JobsContext extends StoreContext {
  readonly cache: ResultCache;
  readonly policy: JobPolicy;
  readonly crashPoint: CrashHook;
}
