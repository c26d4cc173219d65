import type { z } from 'zod';
import { buildComponentSchemas } from './component-schemas.ts';
import type { JsonObject } from './json.ts';
import { OPERATOR_SCHEME } from './operation.ts';
import { buildPaths } from './paths.ts';

export interface OpenApiOptions {
  readonly version: string;
  /** What `result` looks like, by the name of the profile that was asked for. */
  readonly resultSchemas: Readonly<Record<string, z.ZodType>>;
}

/** The OpenAPI 3.1 document of the public API, made of the same schemas and catalogue that the code checks with. */
export function buildOpenApiDocument({ version, resultSchemas }: OpenApiOptions): JsonObject {
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
    servers: [{ url: '/' }],
    tags: [
      { name: 'jobs', description: 'Submit a link and follow what becomes of it.' },
      { name: 'results', description: 'Read what is already known, without starting work.' },
      { name: 'ops', description: 'Levers of operators. These routes exist only where OPS_TOKEN is set.' },
      { name: 'health', description: 'The state of the whole fleet, not of one process.' },
      { name: 'metrics', description: 'Counters and latencies.' },
      { name: 'meta', description: 'The API itself.' },
    ],
    paths: buildPaths(),
    components: {
      schemas: buildComponentSchemas(resultSchemas),
      securitySchemes: {
        [OPERATOR_SCHEME]: { type: 'http', scheme: 'bearer', description: 'The value of OPS_TOKEN.' },
      },
    },
  };
}
