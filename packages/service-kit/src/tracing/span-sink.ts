import type { Clock } from '@sets/clock';
import type { Logger } from '../log/logger.ts';
import type { EndedSpan } from './tracer.ts';

export interface OtlpSinkOptions {
  /** Where OTLP over HTTP is taken: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** Of the process: `service.name` and its like. */
  readonly resource: Readonly<Record<string, string>>;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Takes spans that are over. */
export interface SpanSink {
  add(span: EndedSpan): void;
  close(withinMs: number): Promise<void>;
}
