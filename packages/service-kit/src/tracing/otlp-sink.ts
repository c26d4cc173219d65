import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { orLate } from '@sets/clock';
import { GoogleAuth } from 'google-auth-library';
import type { OtlpSinkOptions, SpanSink } from './span-sink.ts';
import type { EndedSpan } from './tracer.ts';

/** Cloud Trace takes OTLP there, from whoever may write traces. */
const GOOGLE = 'telemetry.googleapis.com';
const SCOPE = 'https://www.googleapis.com/auth/trace.append';

const SCOPE_OF_SPANS = { name: '@sets/service-kit' };
/** SpanKind and SpanStatusCode of OpenTelemetry. */
const KIND = { internal: 0, server: 1 } as const;
const STATUS = { unset: 0, error: 2 } as const;
const SAMPLED = 1;

export function openOtlpSink({ url, resource, logger, clock }: OtlpSinkOptions): SpanSink {
  const processor = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url, headers: new URL(url).hostname === GOOGLE ? googleHeaders(logger) : {} }),
  });
  const toReadable = readableOf(resourceFromAttributes(resource));
  return {
    add: (span) => processor.onEnd(toReadable(span)),
    async close(withinMs) {
      try {
        await orLate(clock, processor.shutdown(), withinMs);
      } catch (error) {
        logger.warn('The last spans could not be sent', { error });
      }
    },
  };
}

/** The exporter asks for them with each batch, and takes no error for an answer. */
function googleHeaders(logger: OtlpSinkOptions['logger']): () => Promise<Record<string, string>> {
  const auth = new GoogleAuth({ scopes: [SCOPE] });
  return async () => {
    try {
      return Object.fromEntries(await auth.getRequestHeaders(`https://${GOOGLE}/`));
    } catch (error) {
      logger.warn('There is no token to send traces with', { error });
      return {};
    }
  };
}

const readableOf =
  (resource: ReadableSpan['resource']) =>
  ({ trace, parentSpanId, name, kind, startedAtMs, durationMs, attributes, error }: EndedSpan): ReadableSpan => {
    const context = (spanId: string) => ({ traceId: trace.traceId, spanId, traceFlags: SAMPLED });
    return {
      name,
      kind: KIND[kind],
      spanContext: () => context(trace.spanId),
      ...(parentSpanId === null ? {} : { parentSpanContext: context(parentSpanId) }),
      startTime: hrTime(startedAtMs),
      endTime: hrTime(startedAtMs + durationMs),
      duration: hrTime(durationMs),
      status: { code: error === null ? STATUS.unset : STATUS.error },
      attributes: error === null ? attributes : { ...attributes, 'error.type': error },
      ...{ links: [], events: [], ended: true, resource, instrumentationScope: SCOPE_OF_SPANS },
      ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
    };
  };

/** Seconds and nanoseconds. */
const hrTime = (ms: number): [number, number] => [
  Math.floor(ms / 1_000),
  Math.round((ms - Math.floor(ms / 1_000) * 1_000) * 1_000_000),
];
