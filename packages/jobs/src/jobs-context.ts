import type { Clock, Random, SingleFlight, TokenBucket } from '@sets/clock';
import type { Logger } from '@sets/service-kit';
import type { Store } from '@sets/store-kit';
import type { CrashHook } from './crash-points.ts';
import type { DispatchTrouble } from './lifecycle/dispatch-trouble.ts';
import type { Announce } from './lifecycle/job-news.ts';
import type { ForgetElsewhere } from './ops/forget-elsewhere.ts';
import type { JobPolicy } from './policy.ts';
import type { LookupOutcome } from './results/lookup-outcome.ts';
import type { ResultCache } from './results/result-cache.ts';
import type { BlockList } from './submit/block-list.ts';
import type { EarlierVersions } from './submit/earlier-versions.ts';
import type { SubmitOutcome } from './submit/submit-outcome.ts';

/** What every operation on jobs works with. Never leaves this package. */
export interface JobsContext extends Store {
  readonly cache: ResultCache;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly policy: JobPolicy;
  readonly crashPoint: CrashHook;
  readonly announce: Announce;
  readonly forgetElsewhere: ForgetElsewhere;
  readonly dispatchTrouble: DispatchTrouble;
  /** Which of the posts that only an earlier version has read are read anew now. */
  readonly versionRefreshes: TokenBucket;
  /** Whether the version before has left anything at all. */
  readonly earlierVersions: EarlierVersions;
  /** Posts that were taken down. */
  readonly blocks: BlockList;
  /** Submits and lookups under way in this process, by result key. */
  readonly submitting: SingleFlight<string, SubmitOutcome>;
  readonly lookingUp: SingleFlight<string, LookupOutcome | null>;
}
