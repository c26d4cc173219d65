/** The part of a logger that is used here: constant messages, structured fields. */
export interface ExtractionLogger {
  info(message: string, fields?: Record<string, unknown>): unknown;
  warn(message: string, fields?: Record<string, unknown>): unknown;
}
