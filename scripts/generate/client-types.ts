import { docText, membersText, typeText } from './type-text.ts';

type Json = Readonly<Record<string, unknown>>;

/** The part of our OpenAPI document that clients are typed from. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Json };
  readonly responses: Readonly<Record<string, { readonly content?: Json }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Json;
}

const HEAD = '// Generated from the schemas and the table of routes of the contract (make generate); do not edit.\n';
const JSON_TYPE = 'application/json';

/** Every shape that crosses the wire, as a type. `profiles` are the names of what can be looked for. */
export function renderClientTypes({ components }: ApiDocument, profiles: readonly string[]): string {
  const declared = Object.entries(components.schemas).map(([name, schema]) =>
    schema.type === 'object' && 'properties' in schema
      ? `${docText(schema)}export interface ${name} ${membersText(schema)}`
      : `${docText(schema)}export type ${name} = ${typeText(schema)};`,
  );
  const results = profiles.map(
    (profile) => `readonly ${profile}: ${profile[0]?.toUpperCase()}${profile.slice(1)}Result;`,
  );
  const byProfile = `/** What a job finds, by the profile that was asked for. */\nexport interface Results {\n${results.join('\n')}\n}`;
  return [HEAD, ...declared, byProfile, ''].join('\n\n');
}

/** Every route that answers JSON: where it is, as a value, and what it takes and gives, as a type. */
export function renderClientRoutes(document: ApiDocument): string {
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const answer = answerOf(operation);
      return answer === null ? [] : [{ method: method.toUpperCase(), path, operation, answer }];
    }),
  );
  const table = routes.map(({ method, path, operation }) => `${operation.operationId}: ['${method}', '${path}'],`);
  const types = routes.map(
    ({ operation, answer }) =>
      `/** ${operation.summary} */\nreadonly ${operation.operationId}: {\n${[...inputsOf(operation), `readonly answer: ${answer};`].join('\n')}\n};`,
  );
  const named = Object.keys(document.components.schemas).filter((name) =>
    new RegExp(`\\b${name}\\b`).test(types.join('\n').replaceAll(/\/\*\*.*?\*\//g, '')),
  );
  return [
    HEAD,
    `import type { ${named.join(', ')} } from '../api-types.ts';`,
    `export const ROUTES = {\n${table.join('\n')}\n} as const;`,
    `export interface Routes {\n${types.join('\n')}\n}`,
    '',
  ].join('\n\n');
}

/** Null for what is no JSON: pages, text, streams. */
function answerOf({ responses }: Operation): string | null {
  const fine = Object.entries(responses).filter(([status]) => /^2/.test(status));
  const schemas = fine.map(([, { content }]) => (content === undefined ? 'none' : content[JSON_TYPE]));
  if (schemas.length === 0 || schemas.includes(undefined)) {
    return null;
  }
  const types = schemas.map((media) => (media === 'none' ? 'undefined' : typeText((media as Json).schema)));
  return [...new Set(types)].join(' | ');
}

function inputsOf({ parameters = [], requestBody }: Operation): string[] {
  const body = requestBody?.content[JSON_TYPE] as Json | undefined;
  return [
    ...placeOf(
      'params',
      parameters.filter((parameter) => parameter.in === 'path'),
    ),
    ...placeOf(
      'query',
      parameters.filter((parameter) => parameter.in === 'query'),
    ),
    ...(body === undefined ? [] : [`readonly body: ${typeText(body.schema)};`]),
  ];
}

function placeOf(place: string, parameters: readonly Parameter[]): string[] {
  if (parameters.length === 0) {
    return [];
  }
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  const properties = Object.fromEntries(
    parameters.map(({ name, description, schema }) => [name, { ...schema, ...(description && { description }) }]),
  );
  const members = membersText({ properties, required });
  return [required.length === 0 ? `readonly ${place}?: ${members} | undefined;` : `readonly ${place}: ${members};`];
}
