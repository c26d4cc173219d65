import type { OtlpSinkOptions, SpanSink } from './span-sink.ts';
import type { EndedSpan } from './tracer.ts';

export interface OtlpSender {
  send(span: EndedSpan): void;
  /** Sends what is left, for so long as the end of a process may wait. */
  stop(): Promise<void>;
}

/** Spans that are kept while the libraries are loaded; what comes beyond them is dropped. */
const MAX_EARLY = 1_000;
const STOP_WITHIN_MS = 1_000;

/**
 * Sends spans in batches of OpenTelemetry's own exporter, off the way of requests. Its libraries, and Google's for the
 * credentials, are loaded with the first span: no start waits for them.
 */
export function createOtlpSender(options: OtlpSinkOptions): OtlpSender {
  const early: EndedSpan[] = [];
  let loading: Promise<SpanSink | null> | undefined;
  let sink: SpanSink | null = null;

  async function load(): Promise<SpanSink | null> {
    try {
      const { openOtlpSink } = await import('./otlp-sink.ts');
      sink = openOtlpSink(options);
      for (const span of early.splice(0)) {
        sink.add(span);
      }
    } catch (error) {
      options.logger.error('Traces cannot be sent', { error });
    }
    return sink;
  }

  return {
    send(span) {
      if (sink !== null) {
        sink.add(span);
        return;
      }
      if (early.length < MAX_EARLY) {
        early.push(span);
      }
      loading ??= load();
    },
    async stop() {
      const opened = await loading;
      await opened?.close(STOP_WITHIN_MS);
    },
  };
}
