import { createLogger, loadConfigOrExit, runMain } from '@sets/service-kit';
import { composeLocalCloud } from './compose.ts';
import { localCloudConfigSchema } from './config.ts';

const config = loadConfigOrExit(localCloudConfigSchema, process.env);
const logger = createLogger({
  service: 'local-cloud',
  region: 'local',
  version: 'dev',
  level: config.LOG_LEVEL,
  format: config.LOG_FORMAT,
});

await runMain({
  logger,
  async start(lifecycle) {
    await composeLocalCloud(config, { logger, lifecycle });
  },
});
