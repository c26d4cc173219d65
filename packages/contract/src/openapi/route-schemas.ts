import type { z } from 'zod';
import { RESPONSE_HEADERS } from '../routes/response-headers.ts';
import type { RouteDefinition, RouteTable } from '../routes/route.ts';

type Schemas = Record<string, z.ZodType>;

/** Where a route takes parameters from, and its schema for them. */
export const parameterPlaces = ({ params, query, headers }: RouteDefinition) =>
  (
    [
      ['path', params],
      ['query', query],
      ['header', headers],
    ] as const
  ).flatMap(([place, schema]) =>
    Object.entries(schema?.shape ?? {}).map(([name, field]) => ({ place, name, field: field as z.ZodType })),
  );

/** Names under which the parts of a table are converted and found again. */
export const nameOf = {
  parameter: (id: string, place: string, name: string): string => `${id} ${place} ${name}`,
  body: (id: string): string => `${id} body`,
  response: (id: string, status: number | string): string => `${id} ${status}`,
  header: (name: string): string => `header ${name}`,
};

/** What callers send, as they send it. */
export function requestSchemas(routes: RouteTable): Schemas {
  const bodies = Object.entries(routes).flatMap(([id, { body }]) =>
    body === undefined ? [] : [[nameOf.body(id), body.schema] as const],
  );
  return Object.fromEntries(bodies);
}

/** What they get, and parameters: text on the wire, so the document shows them as they are once read. */
export function answerSchemas(routes: RouteTable): Schemas {
  const schemas: Schemas = {};
  for (const [name, schema] of Object.entries(RESPONSE_HEADERS)) {
    schemas[nameOf.header(name)] = schema;
  }
  for (const [id, route] of Object.entries(routes)) {
    for (const { place, name, field } of parameterPlaces(route)) {
      schemas[nameOf.parameter(id, place, name)] = field;
    }
    for (const [status, { schema }] of Object.entries(route.responses)) {
      if (schema !== undefined) {
        schemas[nameOf.response(id, status)] = schema;
      }
    }
  }
  return schemas;
}
