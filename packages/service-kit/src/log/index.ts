export type { LogSource } from './cloud-format.ts';
export { currentLogContext, type LogContext, withLogContext } from './log-context.ts';
export { createLogger, LOG_LEVELS, type LogFields, type Logger, type LoggerOptions, type LogLevel } from './logger.ts';
export { formatPrettyEntry } from './pretty-format.ts';
