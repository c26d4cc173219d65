export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Free fields of a line. */
export interface LogFields {
  /** What was thrown. An Error's stack, with those of its causes, is kept as Error Reporting reads it. */
  readonly error?: unknown;
  /** Refused: under any other name than `error` the stack would be lost. */
  readonly err?: never;
  readonly [name: string]: unknown;
}
