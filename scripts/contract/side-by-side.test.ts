import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@sets/client';
import { createOperatorsClient } from '@sets/client/operators';
import { extractTaskSchema, webhookTaskSchema } from '@sets/contract';
import { type Listening, listen } from '@sets/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeJob, describeState, describeTimings } from '../../apps/cli/src/terminal/describe-job.ts';
import type { ApiDocument } from '../generate/client-types.ts';
import { withoutNewPromises } from '../generate/since-release.ts';

/** While a rollout is split, and after it is taken back, releases stand beside each other (ADR 0058). */
const ROOT = join(import.meta.dirname, '../..');
const documentAt = (name: string): Document => JSON.parse(readFileSync(join(ROOT, 'docs', name), 'utf8'));

type Schema = Readonly<Record<string, unknown>>;
interface Document extends ApiDocument {
  readonly paths: ApiDocument['paths'];
}

const NOW = documentAt('openapi.json');
const RELEASED = documentAt('openapi.released.json');

/** What the last release would have said in its place: the members that it knew, however deep. */
function asReleased(value: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => asReleased(item, schema?.items as Schema | undefined));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { $ref, properties } = schema ?? {};
  if (typeof $ref === 'string') {
    return asReleased(value, RELEASED.components.schemas[$ref.split('/').at(-1) ?? '']);
  }
  const known = properties as Readonly<Record<string, Schema>> | undefined;
  return known === undefined
    ? value
    : Object.fromEntries(
        Object.entries(value).flatMap(([name, member]) =>
          name in known ? [[name, asReleased(member, known[name])] as const] : [],
        ),
      );
}

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
}

/** The answer of an API of the last release to what it knew; null for what it did not. */
function answerOfBefore(method: string, path: string): { readonly status: number; readonly body: unknown } | null {
  const route = Object.keys(RELEASED.paths).find((known) =>
    new RegExp(`^${known.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
  );
  const before = route === undefined ? undefined : RELEASED.paths[route]?.[method];
  const now = route === undefined ? undefined : NOW.paths[route]?.[method];
  const status = Object.keys(before?.responses ?? {}).findLast((code) => /^2/.test(code));
  if (status === undefined) {
    return null;
  }
  const media = (document: typeof now): Media | undefined =>
    document?.responses[status]?.content?.['application/json'] as Media | undefined;
  return { status: Number(status), body: asReleased(media(now)?.example, media(before)?.schema) };
}

describe('what is new, answered by an API of the last release:', () => {
  let server: Listening;
  const asked: string[] = [];
  beforeAll(async () => {
    server = await listen(
      (request, response) => {
        const { method = '', url = '' } = request;
        const { pathname } = new URL(url, 'http://api');
        const answer = answerOfBefore(method.toLowerCase(), pathname);
        asked.push(`${method} ${pathname} ${answer === null ? 404 : answer.status}`);
        const problem = { ...{ type: 'about:blank', title: 'There is nothing at this address.', status: 404 } };
        response.writeHead(answer?.status ?? 404, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(answer === null ? { ...problem, code: 'route_not_found', retryable: false } : answer.body),
        );
      },
      { port: 0 },
    );
  });
  afterAll(() => server.close({ graceMs: 0 }));

  it('the client submits, waits and ends, without the stream that this one has not', async () => {
    const client = createClient({ baseUrl: server.url });
    const job = await client.submit({ url: 'https://www.tiktok.com/@a/video/1' });
    expect(job.done).toBe(false);
    const ended = await client.wait(job);
    expect(asked).toEqual(['POST /v1/jobs 202', `GET /v1/jobs/${job.id}/events 404`, `GET /v1/jobs/${job.id} 200`]);
    expect(ended.done).toBe(true);
    expect('queue' in ended).toBe(false);
    expect([describeJob(ended).length > 0, describeState(ended), describeTimings(ended)]).not.toContain('undefined');
  });

  it('an operator finds jobs, and is told of what is not there yet', async () => {
    const operators = createOperatorsClient({ baseUrl: server.url, apiKey: 'k' });
    const { jobs } = await operators.searchJobs({ query: {} });
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.map((job) => job.attempts)).toEqual(jobs.map(() => undefined));
    await expect(operators.getOverview()).rejects.toMatchObject({ code: 'route_not_found', status: 404 });
  });
});

it('leaves to new code only what the last release had promised too', () => {
  const promised = withoutNewPromises(NOW, RELEASED).components.schemas;
  const before = RELEASED.components.schemas;
  const news = Object.keys(promised).flatMap((name) => {
    const known = before[name]?.properties as Schema | undefined;
    return known === undefined
      ? []
      : ((promised[name]?.required ?? []) as string[])
          .filter((member) => !(member in known))
          .map((member) => `${name}.${member}`);
  });
  expect(news).toEqual([]);
});

describe('a task', () => {
  const job_id = 'u3Vq0fXJm5cBzK9wT1yR2A';
  it.each([
    ['of an earlier release, which said less', { job_id, dispatch_no: 0 }],
    ['of a later one, which says more', { job_id, dispatch_no: 0, from_a_later_release: { nested: [1] } }],
  ])('%s is taken', (_what, task) => {
    expect(extractTaskSchema.parse(task)).toEqual({ job_id, dispatch_no: 0 });
  });

  it('of a webhook, of a later release, is taken', () => {
    const task = { delivery_id: 'msg_mB1n6cQyT4sKx8Lw0pZrVg', dispatch_no: 1 };
    expect(webhookTaskSchema.parse({ ...task, from_a_later_release: 1 })).toEqual(task);
  });
});
