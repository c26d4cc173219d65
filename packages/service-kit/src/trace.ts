import type { IncomingHttpHeaders } from 'node:http';
import { type HexSource, randomHex } from './hex-source.ts';

/** One span of a distributed trace (W3C Trace Context). */
export interface TraceContext {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Google's older header: trace id in hex, span id in decimal. */
const CLOUD_TRACE = /^([0-9a-f]{32})(?:\/(\d{1,20}))?(?:;o=([01]))?$/i;
const ZEROS = /^0+$/;

/** A new span: of `parent`'s trace, or of a new trace. */
export const createTraceContext = (parent?: TraceContext | null, hex: HexSource = randomHex): TraceContext => ({
  traceId: parent?.traceId ?? hex(16),
  spanId: hex(8),
  sampled: parent?.sampled ?? true,
});

/** Null for anything that is not a well-formed `traceparent`; a bad one must never fail a request. */
export function parseTraceparent(text: string | undefined): TraceContext | null {
  if (text === undefined) {
    return null;
  }
  const [, version, traceId, spanId, flags, rest] = TRACEPARENT.exec(text.trim()) ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) {
    return null;
  }
  if (version === 'ff' || (version === '00' && rest !== undefined)) {
    return null;
  }
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) {
    return null;
  }
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function parseCloudTrace(text: string | undefined): TraceContext | null {
  if (text === undefined) {
    return null;
  }
  const [, traceId, span = '0', option] = CLOUD_TRACE.exec(text.trim()) ?? [];
  if (traceId === undefined || ZEROS.test(traceId)) {
    return null;
  }
  const spanId = BigInt.asUintN(64, BigInt(span)).toString(16).padStart(16, '0');
  // A trace without a span is valid there; W3C needs one, so the root gets a made-up span.
  const made = ZEROS.test(spanId) ? createTraceContext().spanId : spanId;
  return { traceId: traceId.toLowerCase(), spanId: made, sampled: option === '1' };
}

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** The caller's span: `traceparent` first, else `X-Cloud-Trace-Context`, else null. */
export const parseTraceContext = (headers: IncomingHttpHeaders): TraceContext | null =>
  parseTraceparent(single(headers.traceparent)) ?? parseCloudTrace(single(headers['x-cloud-trace-context']));

export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** Headers that carry this span to the next service. */
export const traceHeaders = (trace: TraceContext): { readonly traceparent: string } => ({
  traceparent: formatTraceparent(trace),
});
