import type { Writable } from 'node:stream';
import { systemClock } from '@sets/clock';
import winston from 'winston';
import Transport from 'winston-transport';
import { createCloudFormat, type LogEntry, type LogSource } from './cloud-format.ts';
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

interface Sink {
  /** A line with its end. */
  readonly write: (line: string) => unknown;
  readonly flush: () => void;
}

/** Standard output in batches. What a process says before it exits, by itself or on a signal that it handles, is out. */
function standardOutput(): Sink {
  const { add, flush } = createLineBatch((text) => process.stdout.write(text), { clock: systemClock });
  process.once('exit', flush);
  return { write: add, flush };
}

export function createLogger(options: LoggerOptions): Logger {
  const { level, format, now = () => new Date(systemClock.now()) } = options;
  const { stream } = options;
  const sink: Sink = stream === undefined ? standardOutput() : { write: (line) => stream.write(line), flush() {} };
  const toCloudLine = createCloudFormat(options);
  const toLine = (entry: LogEntry): string => {
    const line = toCloudLine(entry);
    return format === 'json' ? line : formatPrettyEntry(JSON.parse(line));
  };
  const render = winston.format((info) => {
    info[MESSAGE] = toLine(info.entry as LogEntry);
    return info;
  });
  // Its own transport for streams would add a stream, and an event on the next turn, to each line.
  const transport = new Transport({
    log(info: Readonly<Record<symbol, unknown>>, done) {
      sink.write(`${info[MESSAGE]}\n`);
      done();
    },
  });
  const output = winston.createLogger({
    level,
    levels: Object.fromEntries(LOG_LEVELS.map((name, index) => [name, index])),
    format: render(),
    transports: [transport],
  });

  const at =
    (entryLevel: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (output.isLevelEnabled(entryLevel)) {
        const entry: LogEntry = { level: entryLevel, message, fields, context: currentLogContext(), time: now() };
        output.log({ level: entryLevel, message, entry });
        if (entryLevel === 'error') {
          sink.flush();
        }
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
