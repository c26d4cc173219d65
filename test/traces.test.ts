import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startWorld, type World } from './support/world.ts';

/** OTLP as JSON, as far as it is looked at (opentelemetry-proto, trace/v1). */
const otlpSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.looseObject({}) })) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              startTimeUnixNano: z.string(),
              endTimeUnixNano: z.string(),
            }),
          ),
        }),
      ),
    }),
  ),
});
type Span = z.infer<typeof otlpSchema>['resourceSpans'][number]['scopeSpans'][number]['spans'][number] & {
  readonly service: unknown;
};

/** Takes OTLP over HTTP as a collector does. */
async function startCollector() {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { resourceSpans } = otlpSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue;
      spans.push(...scopeSpans.flatMap((scope) => scope.spans).map((span) => ({ ...span, service })));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { spans, url: `http://127.0.0.1:${port}/v1/traces`, close: () => server.close() };
}

let collector: Awaited<ReturnType<typeof startCollector>>;
let world: World;
beforeAll(async () => {
  collector = await startCollector();
  const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '1' };
  world = await startWorld({ name: 'traces', env });
});
afterAll(async () => {
  await world?.close();
  collector.close();
});

const named = (spans: readonly Span[], name: string): readonly Span[] => spans.filter((span) => span.name === name);

it('one trace leads from the submit over the queue to each call of a model', async () => {
  const traceIds = ['1', '2'].map((digit) => digit.repeat(32));
  const links = await Promise.all(traceIds.map(async () => (await world.post()).link));
  const jobs = await Promise.all(
    links.map(
      async (url, index) =>
        (await world.api.submit({ url }, { traceparent: `00-${traceIds[index]}-${'b'.repeat(16)}-01` })).job,
    ),
  );
  await Promise.all(jobs.map(({ id }) => world.ended(id)));
  const complete = (spans: readonly Span[]): boolean =>
    named(spans, 'job.attempt').length > 0 && named(spans, 'POST /tasks/extract').length > 0;
  for (const traceId of traceIds) {
    const spans = await until('the spans of a job', async () => {
      const seen = collector.spans.filter((span) => span.traceId === traceId);
      return complete(seen) && seen;
    });
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const wayTo = (span: Span | undefined): string[] =>
      span === undefined ? [] : [...wayTo(byId.get(span.parentSpanId ?? '')), span.name];
    const [model] = named(spans, 'model.attempt');
    expect(wayTo(model)).toEqual(['POST /v1/jobs', 'POST /tasks/extract', 'job.attempt', 'model.attempt']);
    expect([named(spans, 'POST /v1/jobs')[0]?.service, model?.service]).toEqual(['api', 'worker']);
    const names = new Set(spans.map(({ name }) => name));
    const expected = ['job.submit', 'job.claim', 'job.metadata', 'firestore.commit', 'cloud_tasks.create'];
    expect(expected.filter((name) => !names.has(name))).toEqual([]);
    expect(named(spans, 'POST /v1/jobs')[0]?.parentSpanId).toBe('b'.repeat(16));
    // No span ends before it began.
    expect(spans.filter((span) => BigInt(span.endTimeUnixNano) < BigInt(span.startTimeUnixNano))).toEqual([]);
  }
  expect(collector.spans.filter(({ name }) => name.includes('/health'))).toEqual([]);
});
