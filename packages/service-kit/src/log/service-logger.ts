import type { Writable } from 'node:stream';
import type { PlatformConfig } from '../config/platform-config.ts';
import { createLogger } from './create-logger.ts';
import type { Logger } from './logger.ts';

type LogConfig = Pick<PlatformConfig, 'REGION' | 'VERSION' | 'LOG_LEVEL' | 'LOG_FORMAT' | 'GOOGLE_CLOUD_PROJECT'>;

/** The logger of one service, as its environment describes it. Writes to standard output unless given a stream. */
export function createServiceLogger(service: string, config: LogConfig, stream?: Writable): Logger {
  return createLogger({
    service,
    region: config.REGION,
    version: config.VERSION,
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT,
    projectId: config.GOOGLE_CLOUD_PROJECT,
    ...(stream === undefined ? {} : { stream }),
  });
}
