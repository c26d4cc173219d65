import { Writable } from 'node:stream';
import { systemClock } from '@sets/clock';
import winston from 'winston';
import { formatCloudEntry, type LogEntry, type LogSource } from './cloud-format.ts';
import { LOG_LEVELS, type LogFields, type LogLevel } from './levels.ts';
import { createLineBatch } from './line-batch.ts';
import { currentLogContext } from './log-context.ts';
import type { Logger } from './logger.ts';
import { formatPrettyEntry } from './pretty-format.ts';

export interface LoggerOptions extends LogSource {
  readonly level: LogLevel;
  /** `json`: Cloud Logging's structured format; `pretty`: for people. */
  readonly format: 'json' | 'pretty';
  /** Gets each line as it is written. Standard output in batches unless given. */
  readonly stream?: Writable;
  readonly now?: () => Date;
}

const MESSAGE = Symbol.for('message');

/** Standard output in batches. What a process says before it exits, by itself or on a signal that it handles, is out. */
function standardOutput() {
  const batch = createLineBatch((text) => process.stdout.write(text), { clock: systemClock });
  process.once('exit', batch.flush);
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      batch.add(line);
      done();
    },
  });
  return { stream, flush: batch.flush };
}

export function createLogger(options: LoggerOptions): Logger {
  const { level, format, now = () => new Date(systemClock.now()) } = options;
  const { stream, flush } = options.stream === undefined ? standardOutput() : { stream: options.stream, flush() {} };
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

  const at =
    (entryLevel: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (output.isLevelEnabled(entryLevel)) {
        const entry: LogEntry = { level: entryLevel, message, fields, context: currentLogContext(), time: now() };
        output.log({ level: entryLevel, message, entry });
        if (entryLevel === 'error') {
          flush();
        }
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
