import { offsetClock, systemClock, systemRandom } from '@sets/clock';
import { createServiceLogger, loadConfigOrExit, runMain } from '@sets/service-kit';
import { composeWorker } from './compose.ts';
import { workerConfigSchema } from './config.ts';

const config = loadConfigOrExit(workerConfigSchema, process.env);
const logger = createServiceLogger('worker', config);
const clock = offsetClock(systemClock, config.CLOCK_OFFSET_MS ?? 0);

await runMain({
  logger,
  async start(lifecycle) {
    await composeWorker(config, { clock, random: systemRandom, logger, lifecycle });
  },
});
