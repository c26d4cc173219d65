import type { LogFields } from './levels.ts';

/**
 * Where lines go; every part that has something to say takes one. Messages are constant sentences, what varies stands
 * in the fields. Writing never throws and never waits.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Says nothing; for tests, evaluations and benchmarks. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
