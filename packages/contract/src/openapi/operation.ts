import { PROBLEMS } from '../problems.ts';
import { limitHeadersOf } from '../routes/limit-of.ts';
import { problemsOf } from '../routes/problems-of.ts';
import { COMMON_HEADERS, type ResponseHeader } from '../routes/response-headers.ts';
import type { LinkDefinition, ResponseDefinition, RouteDefinition, RouteTable } from '../routes/route.ts';
import { asJson, type JsonObject, schemaRef } from './json.ts';
import { nameOf, parameterPlaces } from './route-schemas.ts';
import { securityOf } from './security.ts';

/** One operation of the document, from its table and the converted schemas of that. */
export function toOperation(id: string, route: RouteDefinition, routes: RouteTable, schemas: JsonObject): JsonObject {
  const { tag, summary, description, body } = route;
  const parameters = toParameters(id, route, schemas);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: securityOf(route.right),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: schemas[nameOf.body(id)] ?? {}, example: asJson(body.example) },
            },
          },
        }),
    responses: {
      ...toFollowed(route, routes, schemas),
      ...toResponses(id, route, schemas),
      ...toProblemResponses(route, schemas),
    },
  };
}

function toParameters(id: string, route: RouteDefinition, schemas: JsonObject): JsonObject[] {
  return parameterPlaces(route).map(({ place, name, field }) => {
    const { description, ...schema } = schemas[nameOf.parameter(id, place, name)] as JsonObject;
    return {
      name: place === 'header' ? headerName(name) : name,
      in: place,
      required: !field.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema,
    };
  });
}

/** `if-none-match` → `If-None-Match`, as people write it. */
const headerName = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

function toHeaders(names: readonly ResponseHeader[], schemas: JsonObject): JsonObject {
  return Object.fromEntries(
    names.map((name) => {
      const { description = '', ...schema } = schemas[nameOf.header(name)] as JsonObject;
      return [name, { description, schema }];
    }),
  );
}

function toResponses(id: string, route: RouteDefinition, schemas: JsonObject): JsonObject {
  const responses = Object.entries<ResponseDefinition>(route.responses);
  return Object.fromEntries(
    responses.map(([status, { description, headers = [], mediaType = 'application/json', schema, example, links }]) => [
      status,
      {
        description,
        headers: toHeaders([...COMMON_HEADERS, ...limitHeadersOf(route), ...headers], schemas),
        ...(schema === undefined
          ? {}
          : {
              content: {
                [mediaType]: {
                  schema: schemas[nameOf.response(id, status)] ?? {},
                  ...(example === undefined ? {} : asJson({ example })),
                },
              },
            }),
        ...(links === undefined ? {} : { links: toLinks(links) }),
      },
    ]),
  );
}

const toLinks = (links: Readonly<Record<string, LinkDefinition>>): JsonObject =>
  asJson(
    Object.fromEntries(
      Object.entries(links).map(([name, { operation, ...link }]) => [name, { operationId: operation, ...link }]),
    ),
  );

/** What a client that follows a redirect by itself shows as the answer of its address. */
function toFollowed(route: RouteDefinition, routes: RouteTable, schemas: JsonObject): JsonObject {
  const targets = Object.values<ResponseDefinition>(route.responses).flatMap(({ leadsTo }) => leadsTo ?? []);
  return Object.fromEntries(
    targets.map((target) => [
      '200',
      {
        description: `Behind the redirect, which most clients follow by themselves: the answer of \`${target}\`.`,
        content: {
          'application/json': {
            schema: schemas[nameOf.response(target, 200)] ?? {},
            ...asJson({ example: routes[target]?.responses[200]?.example }),
          },
        },
      },
    ]),
  );
}

/** One response per status, with the problems of the catalogue behind it. */
function toProblemResponses(route: RouteDefinition, schemas: JsonObject): JsonObject {
  const byStatus = Map.groupBy(problemsOf(route), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => {
      const headers: ResponseHeader[] = [...COMMON_HEADERS, ...limitHeadersOf(route)];
      if (group.some((code) => PROBLEMS[code].retryable)) {
        headers.push('Retry-After');
      }
      if (group.includes('unauthenticated')) {
        headers.push('WWW-Authenticate');
      }
      return [
        String(status),
        {
          description: group.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('\n\n'),
          headers: toHeaders(headers, schemas),
          content: {
            'application/problem+json': {
              schema: schemaRef('Problem'),
              examples: Object.fromEntries(group.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
            },
          },
        },
      ];
    }),
  );
}
