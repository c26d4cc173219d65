export type { LogSource } from './cloud-format.ts';
export { createLogger, type LoggerOptions } from './create-logger.ts';
export { LOG_LEVELS, type LogFields, type LogLevel } from './levels.ts';
export { currentLogContext, keepLogContext, type LogContext, withLogContext } from './log-context.ts';
export { type Logger, silentLogger } from './logger.ts';
export { formatPrettyEntry, type Paint } from './pretty-format.ts';
export { createServiceLogger } from './service-logger.ts';
