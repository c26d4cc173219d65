import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildOpenApiDocument, PROBLEM_CODES, PROBLEMS } from '../src/index.ts';

interface Media {
  readonly schema: { readonly $ref?: string };
}
interface Document {
  readonly paths: Record<string, Record<string, DocumentedOperation>>;
  readonly components: {
    readonly schemas: Record<string, { properties: Record<string, unknown> }>;
    readonly securitySchemes: Record<string, unknown>;
  };
}
interface DocumentedOperation {
  readonly operationId: string;
  readonly security?: unknown;
  readonly responses: Record<string, Answer>;
}
interface Answer {
  readonly description: string;
  readonly content?: Record<string, Media>;
}

const build = () =>
  buildOpenApiDocument({
    version: '1.2.3',
    resultSchemas: {
      workout: z.object({ title: z.string().nullable(), exercises: z.array(z.object({ name: z.string() })) }),
      short_recipe: z.object({ steps: z.array(z.string()) }),
    },
  });

let document: Document;
beforeAll(() => {
  document = JSON.parse(JSON.stringify(build())) as Document;
});

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => (key === '$ref' ? [String(item)] : references(item)));
}
const answers = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap(({ responses }) =>
      Object.entries(responses).map(([status, answer]) => ({ path, status: Number(status), answer })),
    ),
  );

it('is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate({ ...document });
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, '3.1']);
});

it('has every public route, each operation under its own name', () => {
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(routes.toSorted()).toEqual(
    [
      'post /v1/jobs',
      'get /v1/results',
      'get /v1/results/{key}',
      'get /v1/jobs/{id}',
      'post /v1/jobs/{id}/cancel',
      'get /v1/ops/jobs',
      'post /v1/ops/jobs/{id}/replay',
      'post /v1/ops/jobs/replay',
      'post /v1/ops/jobs/purge',
      'post /v1/ops/results/invalidate',
      'get /v1/ops/regions',
      'post /v1/ops/regions/{region}',
      'get /v1/ops/audit',
      'get /health',
      'get /health/regions',
      'get /health/processing',
      'get /metrics',
      'get /metrics/performance',
      'get /openapi.json',
    ].toSorted(),
  );
  const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId));
  expect(new Set(ids).size).toBe(ids.length);
});

it('refers to nothing that it does not define, and defines nothing that is not used', () => {
  const used = new Set(references(document).map((ref) => ref.replace('#/components/schemas/', '')));
  expect([...used].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted());
});

it('shapes a job’s result by the profiles', () => {
  expect(document.components.schemas.Job?.properties.result).toMatchObject({
    anyOf: [
      { $ref: '#/components/schemas/WorkoutResult' },
      { $ref: '#/components/schemas/ShortRecipeResult' },
      { type: 'null' },
    ],
  });
});

it('lets answers gain members, and requests not', () => {
  const { schemas } = document.components;
  for (const [name, schema] of Object.entries(schemas)) {
    const closed = JSON.stringify(schema).includes('"additionalProperties":false');
    expect(closed, name).toBe(name.endsWith('Request'));
  }
  expect(schemas.SubmitJobRequest).toMatchObject({ additionalProperties: false, required: ['url'] });
});

it('asks for credentials where operators act, and nowhere else', () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { security, responses } of Object.values(methods)) {
      const secured = path.startsWith('/v1/ops/');
      expect(security, path).toEqual(secured ? [{ operator: [] }] : undefined);
      expect(responses['401'] !== undefined, path).toBe(secured);
    }
  }
  expect(document.components.securitySchemes.operator).toMatchObject({ type: 'http', scheme: 'bearer' });
});

describe('errors', () => {
  it('are problems of the catalogue, under their own status', () => {
    for (const { path, status, answer } of answers().filter((one) => one.status >= 400)) {
      const codes = [...answer.description.matchAll(/`([a-z_]+)`:/g)].map(([, code]) => code);
      expect(codes.length, path).toBeGreaterThan(0);
      expect(Object.keys(answer.content ?? {})).toEqual(['application/problem+json']);
      for (const code of codes) {
        const known = PROBLEM_CODES.find((candidate) => candidate === code);
        expect(known === undefined ? known : PROBLEMS[known].status, `${path} ${code}`).toBe(status);
      }
    }
  });

  it('may be internal everywhere', () => {
    const paths = answers().filter(({ answer }) => answer.description.includes('`internal`'));
    expect(new Set(paths.map(({ path }) => path))).toEqual(new Set(Object.keys(document.paths)));
  });
});
