import { offsetClock, systemClock, systemRandom } from '@sets/clock';
import { createServiceLogger, loadConfigOrExit, runMain } from '@sets/service-kit';
import { composeApi } from './compose.ts';
import { apiConfigSchema } from './config.ts';

const config = loadConfigOrExit(apiConfigSchema, process.env);
const logger = createServiceLogger('api', config);
const clock = offsetClock(systemClock, config.CLOCK_OFFSET_MS ?? 0);

await runMain({
  logger,
  async start(lifecycle) {
    await composeApi(config, { clock, random: systemRandom, logger, lifecycle });
  },
});
