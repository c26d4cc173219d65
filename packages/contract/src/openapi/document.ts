import type { z } from 'zod';
import { problemBodySchema, toProblemBody } from '../problem-body.ts';
import { PROBLEM_CODES, PROBLEMS, ProblemError } from '../problems.ts';
import { problemsOf } from '../routes/problems-of.ts';
import type { RouteTable } from '../routes/route.ts';
import { TAGS } from '../routes/tags.ts';
import { asJson, type JsonObject, schemaRef } from './json.ts';
import { mergeComponents, toJsonSchemas } from './json-schemas.ts';
import { toOperation } from './operation.ts';
import { answerSchemas, requestSchemas } from './route-schemas.ts';
import { securitySchemes } from './security.ts';
import { toWebhooks, webhookSchemas } from './webhooks.ts';

export interface OpenApiOptions {
  readonly version: string;
  /** What `result` looks like, by the name of the profile that was asked for. */
  readonly resultSchemas: Readonly<Record<string, z.ZodType>>;
}

const pascalCase = (name: string): string =>
  name.replace(/(?:^|_)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

/** The OpenAPI 3.1 document of a table of routes: the same schemas and catalogue that the code checks with. */
export function buildOpenApiDocument(routes: RouteTable, { version, resultSchemas }: OpenApiOptions): JsonObject {
  const results = Object.entries(resultSchemas).map(([profile, schema]) => [`${pascalCase(profile)}Result`, schema]);
  const profileSchemas: Record<string, z.ZodType> = Object.fromEntries(results);
  const refs = Object.keys(profileSchemas).map(schemaRef);
  const requests = toJsonSchemas(requestSchemas(routes), 'input', refs);
  const hooks = Object.values(routes).some(({ tag }) => tag === 'webhooks') ? webhookSchemas : {};
  const answers = toJsonSchemas({ ...answerSchemas(routes), problem: problemBodySchema, ...hooks }, 'output', refs);
  const profiles = toJsonSchemas(profileSchemas, 'output', refs);
  const schemas = { ...requests.named, ...answers.named };
  const tags = new Set(Object.values(routes).map(({ tag }) => tag));
  const described = Object.entries(TAGS).filter(([name]) => tags.has(name as keyof typeof TAGS));

  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Sets AI Backend',
      version,
      description:
        'Turns a link to a short workout video into a structured workout. Submit a job, then poll it or wait for it. ' +
        'Branch on `done`; members and enum values may be added at any time.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Where this document was found.' }],
    tags: described.map(([name, description]) => ({ name, description })),
    paths: toPaths(routes, schemas),
    ...(hooks === webhookSchemas ? { webhooks: toWebhooks(schemas) } : {}),
    components: {
      schemas: mergeComponents([requests.components, answers.components, profiles.components, profiles.named]),
      examples: problemExamples(routes),
      securitySchemes: securitySchemes(routes),
    },
  };
}

function toPaths(routes: RouteTable, schemas: JsonObject): JsonObject {
  const byPath = Map.groupBy(Object.entries(routes), ([, { path }]) => path);
  return Object.fromEntries(
    [...byPath].map(([path, group]) => [
      path,
      Object.fromEntries(
        group.map(([id, route]) => [route.method.toLowerCase(), toOperation(id, route, routes, schemas)]),
      ),
    ]),
  );
}

/** One body per problem that some route answers, as a caller would see it. */
function problemExamples(routes: RouteTable): JsonObject {
  const used = new Set(Object.values(routes).flatMap(problemsOf));
  return Object.fromEntries(
    PROBLEM_CODES.filter((code) => used.has(code)).map((code) => [
      code,
      {
        summary: PROBLEMS[code].title,
        value: asJson(toProblemBody(new ProblemError(code), '0b5c2f1e-6f0a-4f6e-9a43-6d2f6f0e7f11')),
      },
    ]),
  );
}
