import type { Writable } from 'node:stream';
import winston from 'winston';
import { formatCloudEntry, type LogEntry, type LogSource } from './cloud-format.ts';
import { LOG_LEVELS, type LogFields, type LogLevel } from './levels.ts';
import { currentLogContext } from './log-context.ts';
import { formatPrettyEntry } from './pretty-format.ts';

/** Writing never throws and never waits. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same logger with fields on every line. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions extends LogSource {
  readonly level: LogLevel;
  /** `json`: Cloud Logging's structured format; `pretty`: for people. */
  readonly format: 'json' | 'pretty';
  /** Standard output unless given. */
  readonly stream?: Writable;
  readonly now?: () => Date;
}

const MESSAGE = Symbol.for('message');

export function createLogger(options: LoggerOptions): Logger {
  const { level, format, stream = process.stdout, now = () => new Date() } = options;
  const render = winston.format((info) => {
    const entry = info.entry as LogEntry;
    const line = formatCloudEntry(entry, options);
    info[MESSAGE] = format === 'json' ? JSON.stringify(line) : formatPrettyEntry(line);
    return info;
  });
  const output = winston.createLogger({
    level,
    levels: Object.fromEntries(LOG_LEVELS.map((name, index) => [name, index])),
    format: render(),
    transports: [new winston.transports.Stream({ stream })],
  });

  const write = (entryLevel: LogLevel, message: string, fields: LogFields): void => {
    if (!output.isLevelEnabled(entryLevel)) {
      return;
    }
    const entry: LogEntry = { level: entryLevel, message, fields, context: currentLogContext(), time: now() };
    output.log({ level: entryLevel, message, entry });
  };
  const withFields = (base: LogFields): Logger => ({
    debug: (message, fields) => write('debug', message, { ...base, ...fields }),
    info: (message, fields) => write('info', message, { ...base, ...fields }),
    warn: (message, fields) => write('warn', message, { ...base, ...fields }),
    error: (message, fields) => write('error', message, { ...base, ...fields }),
    child: (fields) => withFields({ ...base, ...fields }),
  });
  return withFields({});
}
