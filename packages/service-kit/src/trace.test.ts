import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTraceContext, formatTraceparent, parseTraceContext, parseTraceparent, traceHeaders } from './trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('traceparent', () => {
  it('survives a round trip', () => {
    const trace = createTraceContext();
    expect(parseTraceparent(formatTraceparent(trace))).toEqual(trace);
    expect(parseTraceContext({ ...traceHeaders(trace) })).toEqual(trace);
  });

  it.each([
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    'nonsense',
    '',
  ])('ignores %s', (text) => {
    expect(parseTraceparent(text)).toBeNull();
  });

  it('accepts later versions with more fields', () => {
    expect(parseTraceparent(`01-${TRACE}-${SPAN}-01-more`)?.traceId).toBe(TRACE);
  });

  it('never throws, whatever a caller sends', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const trace = parseTraceContext({ traceparent: text, 'x-cloud-trace-context': text });
        if (trace !== null) {
          expect(parseTraceparent(formatTraceparent(trace))).toEqual(trace);
        }
      }),
    );
  });
});

describe('X-Cloud-Trace-Context', () => {
  it('is read with its decimal span', () => {
    const header = `${TRACE}/${BigInt(`0x${SPAN}`)};o=1`;
    expect(parseTraceContext({ 'x-cloud-trace-context': header })).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      sampled: true,
    });
  });

  it('may lack a span, and yields to traceparent', () => {
    expect(parseTraceContext({ 'x-cloud-trace-context': TRACE })).toMatchObject({ traceId: TRACE, sampled: false });
    const both = { traceparent: `00-${TRACE}-${SPAN}-00`, 'x-cloud-trace-context': 'a'.repeat(32) };
    expect(parseTraceContext(both)).toEqual({ traceId: TRACE, spanId: SPAN, sampled: false });
  });
});

it('makes a child span of a parent', () => {
  const parent = createTraceContext();
  const child = createTraceContext(parent);
  expect(child.traceId).toBe(parent.traceId);
  expect(child.spanId).not.toBe(parent.spanId);
});
