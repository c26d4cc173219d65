export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Free fields of a line; `error` (an Error) becomes a stack trace that Error Reporting understands. */
export type LogFields = Readonly<Record<string, unknown>>;
