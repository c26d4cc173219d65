export type { LogSource } from './cloud-format.ts';
export { LOG_LEVELS, type LogFields, type LogLevel } from './levels.ts';
export { currentLogContext, type LogContext, withLogContext } from './log-context.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export { formatPrettyEntry } from './pretty-format.ts';
