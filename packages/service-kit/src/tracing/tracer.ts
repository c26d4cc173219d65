import type { Clock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { currentLogContext, withLogContext } from '../log/log-context.ts';
import { createTraceContext, type TraceContext } from '../trace.ts';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A span that is over. */
export interface EndedSpan {
  readonly trace: TraceContext;
  /** 16 hex digits; null for the first of its trace. */
  readonly parentSpanId: string | null;
  readonly name: string;
  /** Whether it answers a request, or is a step within. */
  readonly kind: 'server' | 'internal';
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly attributes: SpanAttributes;
  /** What it failed with: a code or a class of errors, never a message, which may quote anything. */
  readonly error: string | null;
}

export interface Tracer {
  /**
   * Surrounds a step with a span, and hands its answer, or what it throws, through. Log lines and spans within are the
   * span's. What belongs to no request (heartbeats, sweeps) has none.
   */
  span<T>(name: string, attributes: SpanAttributes, run: () => Promise<T>): Promise<T>;
  /** Keeps a span whose ids others know already, if its trace is kept. */
  record(span: EndedSpan): void;
}

/** Makes no spans. */
export const noTracing: Tracer = { span: (_name, _attributes, run) => run(), record() {} };

export interface TracerOptions {
  readonly clock: Clock;
  /** Takes what is to be sent; must not throw. */
  readonly send: (span: EndedSpan) => void;
  /** 0 to 1. Decided by the trace's id, so that every service keeps the same ones. */
  readonly share: number;
}

const ID_SPACE = 0x1_0000_0000;

export function createTracer({ clock, send, share }: TracerOptions): Tracer {
  // The last digits: Google's ids and ours are random there, as W3C asks.
  const isKept = ({ traceId, sampled }: TraceContext): boolean =>
    sampled && Number.parseInt(traceId.slice(-8), 16) < share * ID_SPACE;

  return {
    async span(name, attributes, run) {
      const parent = currentLogContext().trace;
      if (parent === undefined || !isKept(parent)) {
        return await run();
      }
      const trace = createTraceContext(parent);
      const startedAtMs = clock.now();
      const from = clock.monotonic();
      let error: string | null = null;
      try {
        return await withLogContext({ trace }, run);
      } catch (thrown) {
        error = kindOfError(thrown);
        throw thrown;
      } finally {
        const durationMs = clock.monotonic() - from;
        send({
          ...{ trace, name, startedAtMs, durationMs, attributes, error },
          parentSpanId: parent.spanId,
          kind: 'internal',
        });
      }
    },
    record(span) {
      if (isKept(span.trace)) {
        send(span);
      }
    },
  };
}

function kindOfError(thrown: unknown): string {
  if (thrown instanceof ProblemError) {
    return thrown.code;
  }
  return thrown instanceof Error ? thrown.name : 'unknown';
}
