import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { currentLogContext, withLogContext } from '../log/log-context.ts';
import { createTraceContext, type TraceContext } from '../trace.ts';
import { createTracer, type EndedSpan } from './tracer.ts';

function setUp(share = 1) {
  const sent: EndedSpan[] = [];
  const clock = createManualClock();
  return { clock, sent, tracer: createTracer({ clock, share, send: (span) => sent.push(span) }) };
}

it('nests steps by who called whom, and names what they failed with', async () => {
  const { clock, sent, tracer } = setUp();
  const trace = createTraceContext();
  const failing = withLogContext({ trace }, () =>
    tracer.span('outer', { platform: 'tiktok' }, async () => {
      clock.advance(5);
      await tracer.span('inner', {}, async () => {
        clock.advance(7);
        throw new ProblemError('content_private');
      });
    }),
  );
  await expect(failing).rejects.toThrow(ProblemError);
  const [inner, outer] = sent;
  expect(outer).toMatchObject({ name: 'outer', durationMs: 12, attributes: { platform: 'tiktok' } });
  expect(inner).toMatchObject({ name: 'inner', durationMs: 7, error: 'content_private' });
  expect([outer?.parentSpanId, inner?.parentSpanId]).toEqual([trace.spanId, outer?.trace.spanId]);
  expect(new Set(sent.map((span) => span.trace.traceId))).toEqual(new Set([trace.traceId]));
});

it('gives its log lines the id of the span', async () => {
  const { sent, tracer } = setUp();
  const inside = await withLogContext({ trace: createTraceContext() }, () =>
    tracer.span('step', {}, async () => currentLogContext().trace?.spanId),
  );
  expect(sent.map((span) => span.trace.spanId)).toEqual([inside]);
});

it('makes none for what belongs to no request, and none for a trace that its caller does not keep', async () => {
  const { sent, tracer } = setUp();
  expect(await tracer.span('heartbeat', {}, async () => 7)).toBe(7);
  const trace: TraceContext = { ...createTraceContext(), sampled: false };
  await withLogContext({ trace }, () => tracer.span('step', {}, async () => {}));
  expect(sent).toEqual([]);
});

it('every service keeps the same traces, about as many as asked for', async () => {
  const trace = fc.stringMatching(/^[0-9a-f]{32}$/).filter((id) => !/^0+$/.test(id));
  await fc.assert(
    fc.asyncProperty(trace, fc.double({ min: 0, max: 1, noNaN: true }), async (traceId, share) => {
      const [one, other] = [setUp(share), setUp(share)];
      for (const { tracer } of [one, other]) {
        const context = { ...createTraceContext(), traceId };
        await withLogContext({ trace: context }, () => tracer.span('step', {}, async () => {}));
      }
      expect(one.sent.length).toBe(other.sent.length);
    }),
  );
  const { sent, tracer } = setUp(0.25);
  for (let made = 0; made < 4_000; made += 1) {
    const last = ((made * 0x1_0000_0000) / 4_000).toString(16).split('.')[0]?.padStart(8, '0');
    const context = { ...createTraceContext(), traceId: `${'a'.repeat(24)}${last}` };
    await withLogContext({ trace: context }, () => tracer.span('step', {}, async () => {}));
  }
  expect(sent.length).toBe(1_000);
});
