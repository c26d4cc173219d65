import type { Clock, Random } from './clock.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Logger } from './log/logger.ts';

/** What comes from outside an app: with the configuration, all that its `compose` function needs. */
export interface ProcessParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Takes the release of each part, right after the part was made. */
  readonly lifecycle: Pick<Lifecycle, 'defer'>;
}
