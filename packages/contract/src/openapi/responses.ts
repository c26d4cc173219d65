import { PROBLEMS, type ProblemCode } from '../problems.ts';
import { type JsonObject, schemaRef } from './json.ts';

const HEADERS: Readonly<Record<string, JsonObject>> = {
  'X-Request-Id': {
    description: 'Names this request in our logs; yours when you sent one.',
    schema: { type: 'string' },
  },
  Location: { description: 'Address of what was asked for.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds after which asking again is worth while.', schema: { type: 'integer' } },
  ETag: { description: 'Changes whenever the answer does.', schema: { type: 'string' } },
  'Preference-Applied': { description: '`wait=n` when the answer was held for it.', schema: { type: 'string' } },
  'Cache-Control': { description: 'How long caches may keep the answer.', schema: { type: 'string' } },
};

const headers = (names: readonly string[]): JsonObject =>
  Object.fromEntries(['X-Request-Id', ...names].map((name) => [name, HEADERS[name] ?? {}]));

export interface ResponseOptions {
  readonly headers?: readonly string[];
  readonly mediaType?: string;
  readonly schema?: JsonObject;
}

export function response(description: string, options: ResponseOptions = {}): JsonObject {
  const { mediaType = 'application/json', schema } = options;
  return {
    description,
    headers: headers(options.headers ?? []),
    ...(schema === undefined ? {} : { content: { [mediaType]: { schema } } }),
  };
}

/** One response per status, naming the problems of the catalogue behind it. */
export function problemResponses(codes: readonly ProblemCode[]): JsonObject {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => {
      const description = group.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('\n\n');
      const retryable = group.some((code) => PROBLEMS[code].retryable);
      const problem = {
        mediaType: 'application/problem+json',
        schema: schemaRef('Problem'),
        headers: retryable ? ['Retry-After'] : [],
      };
      return [String(status), response(description, problem)];
    }),
  );
}
