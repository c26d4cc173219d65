import type { Jobs } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import type { ChooseRegion } from './region-choice.ts';

/** Jobs looked at per sweep; what is left waits for the next, a few seconds later. */
const SWEEP_LIMIT = 200;

export interface SweepDeps {
  readonly store: { readonly jobs: Pick<Jobs, 'sweep'> };
  readonly regionChoice: () => Promise<ChooseRegion>;
  readonly logger: Logger;
}

export async function sweep({ store, regionChoice, logger }: SweepDeps): ReturnType<Jobs['sweep']> {
  const report = await store.jobs.sweep({ limit: SWEEP_LIMIT, chooseRegion: await regionChoice() });
  const { requeued, redispatched, ended } = report;
  if (requeued + redispatched + ended > 0) {
    logger.info('The sweep found work that was owed', { ...report });
  }
  return report;
}
