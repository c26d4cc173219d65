import type { Writable } from 'node:stream';
import { systemClock } from '@sets/clock';
import { createCloudFormat, type LogSource } from './cloud-format.ts';
import { LOG_LEVELS, type LogFields, type LogLevel } from './levels.ts';
import { createLineBatch, type LineBatch } from './line-batch.ts';
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

/** Standard output in batches. What a process says before it exits, by itself or on a signal that it handles, is out. */
function standardOutput(): LineBatch {
  const batch = createLineBatch((text) => process.stdout.write(text), { clock: systemClock });
  process.once('exit', batch.flush);
  return batch;
}

export function createLogger(options: LoggerOptions): Logger {
  const { level, format, stream, now = () => new Date(systemClock.now()) } = options;
  const output = stream === undefined ? standardOutput() : { add: (line: string) => stream.write(line), flush() {} };
  const cloudEntry = createCloudFormat(options);
  const render = format === 'json' ? JSON.stringify : formatPrettyEntry;

  function at(entryLevel: LogLevel) {
    if (LOG_LEVELS.indexOf(entryLevel) > LOG_LEVELS.indexOf(level)) {
      return () => {};
    }
    return (message: string, fields: LogFields = {}): void => {
      const entry = cloudEntry({ level: entryLevel, message, fields, context: currentLogContext(), time: now() });
      output.add(`${render(entry)}\n`);
      if (entryLevel === 'error') {
        output.flush();
      }
    };
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
