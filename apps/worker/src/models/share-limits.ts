import { type Clock, type Loop, type Random, startLoop } from '@sets/clock';
import type { Fleet } from '@sets/fleet';
import type { GenAiPool } from '@sets/genai-pool';
import type { Logger } from '@sets/service-kit';

/** As often as regions tell. */
const EVERY_MS = 10_000;

export interface ShareLimitsDeps {
  readonly fleet: Pick<Fleet, 'regions'>;
  readonly pool: Pick<GenAiPool, 'setShare' | 'learn'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * Quotas and cooldowns are the project's, whichever region a worker is in: each takes its share by the number of live
 * workers, and a new one need not learn every 429 again. Limits stay as they are while the fleet cannot be read.
 */
export function startSharingLimits({ fleet, pool, clock, random, logger }: ShareLimitsDeps): Loop {
  async function share(): Promise<void> {
    const regions = (await fleet.regions()).filter(({ silent }) => !silent);
    pool.setShare(regions.reduce((sum, { worker_instances }) => sum + worker_instances, 0));
    pool.learn(regions.flatMap(({ endpoints }) => endpoints));
  }
  return startLoop(share, {
    clock,
    everyMs: EVERY_MS,
    firstAfterMs: 0,
    jitter: { share: 0.2, random },
    onError: (error) => void logger.warn('The limits that other workers have met could not be read', { error }),
  });
}
