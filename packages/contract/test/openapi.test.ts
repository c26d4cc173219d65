import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PROBLEM_CODES, PROBLEMS, problemBodySchema, WEBHOOK_EVENTS, webhookEventSchema } from '../src/index.ts';
import { buildOpenApiDocument } from '../src/openapi/index.ts';
import { API_ROUTES, defineRoutes, problemsOf, type RouteTable } from '../src/routes/index.ts';

interface Media {
  readonly schema: { readonly $ref?: string };
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly example?: unknown;
}
interface Answer {
  readonly links?: Readonly<Record<string, { readonly operationId: string; readonly parameters: object }>>;
  readonly description: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, Media>>;
}
interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly security: unknown;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Document {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly webhooks?: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly anyOf?: unknown; readonly required?: unknown }>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

const resultSchemas = {
  workout: z.object({ title: z.string().nullable(), exercises: z.array(z.object({ name: z.string() })) }),
  short_recipe: z.object({ steps: z.array(z.string()) }),
};
const build = (routes: RouteTable = API_ROUTES): Document =>
  JSON.parse(JSON.stringify(buildOpenApiDocument(routes, { version: '1.2.3', resultSchemas })));

const document = build();
const routes = Object.entries<RouteTable[string]>(API_ROUTES);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => (key === '$ref' ? [String(item)] : references(item)));
}

it('leads from a submit to its job, by parameters that the job’s routes take', () => {
  const linked = operations.flatMap(({ operation }) =>
    Object.values(operation.responses).flatMap(({ links = {} }) => Object.values(links)),
  );
  expect(linked.map(({ operationId }) => operationId)).toEqual(['getJob', 'getJob', 'cancelJob']);
  for (const { operationId, parameters } of linked) {
    const target = operations.find(({ operation }) => operation.operationId === operationId)?.operation;
    const asked = target?.parameters?.filter(({ required }) => required).map(({ name }) => name);
    expect(Object.keys(parameters)).toEqual(asked);
    expect(Object.values(parameters)).toEqual(['$response.body#/id']);
  }
});

it('tells receivers what is sent to them, as the schemas have it', () => {
  expect(Object.keys(document.webhooks ?? {})).toEqual([...WEBHOOK_EVENTS]);
  for (const { post } of Object.values(document.webhooks ?? {})) {
    expect(post?.parameters?.map(({ name }) => name)).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
    const { examples = {} } = post?.requestBody?.content['application/json'] ?? {};
    for (const { value } of Object.values(examples) as { readonly value?: unknown }[]) {
      expect(webhookEventSchema.parse(value)).toEqual(value);
    }
  }
  expect(build(defineRoutes({})).webhooks).toBeUndefined();
});

it('shows behind a redirect what stands there', () => {
  const found = document.paths['/v1/results']?.get?.responses;
  const there = document.paths['/v1/results/{key}']?.get?.responses;
  expect(found?.['200']?.content).toEqual(there?.['200']?.content);
  expect(found?.['307']?.content).toBeUndefined();
});

it('is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate({ ...document });
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, '3.1']);
});

it('has every route of the table under its own name, and no other', () => {
  const documented = operations.map(({ path, method, operation }) => [operation.operationId, method, path]);
  expect(documented).toHaveLength(routes.length);
  expect(documented).toEqual(
    expect.arrayContaining(routes.map(([id, { method, path }]) => [id, method.toLowerCase(), path])),
  );
});

it('refers to nothing that it does not define, and defines nothing that is not used', () => {
  const { schemas, examples } = document.components;
  const defined = [
    ...Object.keys(schemas).map((name) => `#/components/schemas/${name}`),
    ...Object.keys(examples).map((name) => `#/components/examples/${name}`),
  ];
  expect([...new Set(references(document))].toSorted()).toEqual(defined.toSorted());
});

it('puts the profiles in the place of a result', () => {
  expect(document.components.schemas.Result?.anyOf).toEqual([
    { $ref: '#/components/schemas/WorkoutResult' },
    { $ref: '#/components/schemas/ShortRecipeResult' },
  ]);
});

it('lets answers gain members, and requests not', () => {
  const { schemas } = document.components;
  const asked = new Set(
    operations.flatMap(({ operation }) => references(operation.requestBody)).map((ref) => ref.split('/').at(-1)),
  );
  expect(asked.size).toBeGreaterThan(3);
  for (const [name, schema] of Object.entries(schemas)) {
    const closed = JSON.stringify(schema).includes('"additionalProperties":false');
    expect(closed, name).toBe(asked.has(name) || name === 'OpsJobFilter');
  }
  expect(schemas.SubmitJobRequest).toMatchObject({ additionalProperties: false, required: ['url'] });
});

it('asks for credentials exactly where the table does, and says so of every route', () => {
  for (const { operation } of operations) {
    const { right } = API_ROUTES[operation.operationId as keyof typeof API_ROUTES];
    expect(operation.security, operation.operationId).toEqual(
      {
        public: [],
        scrape: [],
        caller: [{ apiKey: ['submit'] }, { appCheck: [] }, { consoleSession: [] }],
        operate: [{ apiKey: ['operate'] }, { opsToken: [] }, { consoleSession: [] }],
        'signing-in': [{ apiKey: [] }, { opsToken: [] }],
        'signed-in': [{ consoleSession: [] }],
      }[right],
    );
  }
  expect(document.components.securitySchemes).toMatchObject({
    apiKey: { type: 'http', scheme: 'bearer' },
    appCheck: { type: 'apiKey', in: 'header', name: 'X-Firebase-AppCheck' },
    opsToken: { type: 'http', scheme: 'bearer' },
  });
});

it('gives every operation a tag that is described, a summary, and an example for each body', () => {
  const tags = document.tags.map(({ name }) => name);
  for (const { operation } of operations) {
    expect(tags).toContain(operation.tags[0]);
    expect(operation.summary.length).toBeGreaterThan(10);
    const bodies = [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
      Object.values(part?.content ?? {}),
    );
    expect(bodies.filter(({ example, examples }) => example === undefined && examples === undefined)).toEqual([]);
  }
  expect(new Set(operations.map(({ operation }) => operation.tags[0]))).toEqual(new Set(tags));
});

it('shows what may be left out of a query, and what not', () => {
  const parameters = document.paths['/v1/results']?.get?.parameters ?? [];
  expect(parameters.map(({ name, required }) => [name, required])).toEqual([
    ['url', true],
    ['language', false],
    ['profile', false],
  ]);
  const search = document.paths['/v1/ops/jobs']?.get?.parameters ?? [];
  expect(search.filter(({ required }) => required)).toEqual([]);
  expect(search.map(({ name }) => name)).toEqual(expect.arrayContaining(['limit', 'dead', 'X-Operator']));
});

describe('problems', () => {
  it.each(routes)('of %s are those of the table, under their own status and with their type', (id, route) => {
    const operation = operations.find((one) => one.operation.operationId === id)?.operation;
    const shown = Object.entries(operation?.responses ?? {}).flatMap(([status, { description, content = {} }]) =>
      Object.keys(content['application/problem+json']?.examples ?? {}).map((code) => {
        expect(description).toContain(`\`${code}\``);
        return `${status} ${code}`;
      }),
    );
    expect(shown.toSorted()).toEqual(
      problemsOf(route)
        .map((code) => `${PROBLEMS[code].status} ${code}`)
        .toSorted(),
    );
  });

  it('are shown as a caller sees them', () => {
    for (const [code, { value }] of Object.entries(document.components.examples)) {
      expect(PROBLEM_CODES).toContain(code);
      expect(problemBodySchema.parse(value)).toMatchObject({ code, type: `/problems/${code}` });
    }
  });
});

it('refuses two shapes under one name', () => {
  const thing = z.strictObject({ a: z.string().default('x') }).meta({ id: 'Thing' });
  const table = defineRoutes({
    echo: {
      ...{ method: 'POST', path: '/echo', tag: 'meta', summary: 'Echo', right: 'public', problems: [] },
      body: { schema: thing, maxBytes: 1_000, example: {} },
      responses: { 200: { description: 'The same.', schema: thing, example: { a: 'x' } } },
    },
  });
  expect(() => build(table)).toThrow('Two shapes of Thing');
});
