import { isDeepStrictEqual } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { Job, SubmitJobRequest } from '../src/index.ts';
import { API_ROUTES, problemsOf, type RouteDefinition, WORKER_ROUTES } from '../src/routes/index.ts';

const TABLES: Readonly<Record<string, Readonly<Record<string, RouteDefinition>>>> = {
  API: API_ROUTES,
  worker: WORKER_ROUTES,
};
const everyRoute = Object.entries(TABLES).flatMap(([table, routes]) =>
  Object.entries(routes).map(([id, route]): [string, RouteDefinition] => [`${table} ${id}`, route]),
);
const parametersIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** Whether objects refuse members that they do not know; of a union, whether each of its objects does. */
function isStrict(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodUnion) {
    return schema.options.every(isStrict);
  }
  return schema instanceof z.ZodObject && schema.def.catchall instanceof z.ZodNever;
}

/** What the schema makes of it, when that is the same again: nothing is missing, and nothing beside. */
function holds(schema: z.ZodType, value: unknown): boolean {
  const parsed = schema.safeParse(value);
  return parsed.success && isDeepStrictEqual(parsed.data, value);
}

it.each(Object.entries(TABLES))('no two routes of the %s share a method and a path', (_table, routes) => {
  const addresses = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
  expect(new Set(addresses).size).toBe(addresses.length);
});

describe.each(everyRoute)('%s', (_name, route) => {
  it('has a schema for exactly the parameters of its path', () => {
    expect(Object.keys(route.params?.shape ?? {}).toSorted()).toEqual(parametersIn(route.path).toSorted());
  });

  it('refuses what it does not know, and names headers in lower case', () => {
    expect(route.query === undefined || isStrict(route.query)).toBe(true);
    // What is handled elsewhere may come from a newer version of ours.
    const { body } = route;
    expect(body === undefined || body.malformed === 'handled' || isStrict(body.schema)).toBe(true);
    const headers = Object.keys(route.headers?.shape ?? {});
    expect(headers).toEqual(headers.map((name) => name.toLowerCase()));
  });

  it('shows examples that its schemas hold', () => {
    const { body } = route;
    expect(body === undefined || body.schema.safeParse(body.example).success).toBe(true);
    for (const [status, { schema, example }] of Object.entries(route.responses)) {
      expect(schema === undefined ? example === undefined : holds(schema, example), status).toBe(true);
    }
    for (const field of Object.values({ ...route.params?.shape, ...route.query?.shape })) {
      const { examples = [] } = z.globalRegistry.get(field as z.ZodType) ?? {};
      for (const example of examples as readonly unknown[]) {
        expect(holds(field as z.ZodType, example)).toBe(true);
      }
    }
  });

  it('may always answer that something went wrong', () => {
    expect(problemsOf(route)).toEqual(expect.arrayContaining(['invalid_request', 'internal']));
  });
});

it('types a client: what a route takes and answers is inferred', () => {
  type Answers<Id extends keyof typeof API_ROUTES> = (typeof API_ROUTES)[Id]['responses'];
  expectTypeOf<z.output<Answers<'getJob'>[200]['schema']>>().toEqualTypeOf<Job>();
  expectTypeOf<z.input<(typeof API_ROUTES)['submitJob']['body']['schema']>>().toEqualTypeOf<SubmitJobRequest>();
  expectTypeOf<(typeof API_ROUTES)['getJob']['problems'][number]>().toEqualTypeOf<
    'job_not_found' | 'storage_unavailable'
  >();
  expectTypeOf<keyof Answers<'submitJob'>>().toEqualTypeOf<200 | 202>();
});

describe('what follows from the kind of a route', () => {
  const route: RouteDefinition = {
    ...{ method: 'POST', path: '/things/{id}', tag: 'meta', summary: '', right: 'public' },
    params: z.object({ id: z.string() }),
    responses: {},
    problems: ['job_finished'],
  };
  const body = { schema: z.strictObject({}), maxBytes: 1, example: {} };

  it('is added to its own problems, each once', () => {
    const ofAll = ['invalid_request', 'internal', 'malformed_http', 'headers_too_large', 'request_timeout'];
    expect(problemsOf(route)).toEqual(['job_finished', ...ofAll]);
    expect(problemsOf({ ...route, malformedParams: 'job_not_found', problems: ['job_not_found'] })).toEqual([
      'job_not_found',
      ...ofAll,
    ]);
    expect(problemsOf({ ...route, body })).toEqual(
      expect.arrayContaining(['invalid_json', 'body_too_large', 'unsupported_media_type']),
    );
    expect(problemsOf({ ...route, right: 'operate' })).toEqual(expect.arrayContaining(['unauthenticated']));
  });

  it('leaves a body to its handler where the table says so', () => {
    expect(problemsOf({ ...route, body: { ...body, malformed: 'handled' } })).not.toContain('invalid_json');
  });
});
