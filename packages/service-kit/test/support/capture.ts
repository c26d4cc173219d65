import { Writable } from 'node:stream';
import { createLogger, type Logger, type LoggerOptions } from '../../src/index.ts';

export interface Captured {
  readonly logger: Logger;
  readonly text: () => string;
  readonly lines: () => Record<string, unknown>[];
}

/** A logger whose lines a test reads. */
export function captureLog(options: Partial<LoggerOptions> = {}): Captured {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const logger = createLogger({
    service: 'api',
    region: 'us-central1',
    version: '1.2.3',
    level: 'debug',
    format: 'json',
    stream,
    ...options,
  });
  return {
    logger,
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
