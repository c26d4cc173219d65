import type { Jobs } from '@sets/jobs';
import type { Logger } from '@sets/service-kit';
import type { Webhooks } from '@sets/webhooks';
import type { ChooseRegion } from './region-choice.ts';

/** Jobs looked at per sweep; what is left waits for the next, a few seconds later. */
const SWEEP_LIMIT = 200;

export interface SweepDeps {
  readonly store: { readonly jobs: Pick<Jobs, 'sweep'>; readonly webhooks: Pick<Webhooks, 'sweep'> };
  readonly regionChoice: () => Promise<ChooseRegion>;
  readonly logger: Logger;
}

export async function sweep({ store, regionChoice, logger }: SweepDeps): ReturnType<Jobs['sweep']> {
  const input = { limit: SWEEP_LIMIT, chooseRegion: await regionChoice() };
  const report = await store.jobs.sweep(input);
  const deliveries = await store.webhooks.sweep(input);
  if (deliveries.redispatched > 0) {
    logger.info('The sweep found webhooks whose tasks were missing', { ...deliveries });
  }
  const { requeued, redispatched, ended, told } = report;
  if (requeued + redispatched + ended + told > 0) {
    logger.info('The sweep found work that was owed', { ...report });
  }
  return report;
}
