import type { Right, RouteTable } from '../routes/route.ts';
import type { JsonObject } from './json.ts';

interface Scheme {
  readonly name: string;
  readonly definition: JsonObject;
}

const pushed: Scheme = {
  name: 'oidc',
  definition: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An OIDC token of the service account that pushes here.',
  },
};

/** How each right is shown. Null: nothing is asked for. */
const SCHEMES: Readonly<Record<Right, Scheme | null>> = {
  public: null,
  caller: null,
  operate: {
    name: 'operator',
    definition: { type: 'http', scheme: 'bearer', description: 'The value of OPS_TOKEN.' },
  },
  scrape: null,
  task: pushed,
  schedule: pushed,
};

export function securityOf(right: Right): JsonObject[] {
  const scheme = SCHEMES[right];
  return scheme === null ? [] : [{ [scheme.name]: [] }];
}

/** The schemes that these routes ask for. */
export function securitySchemes(routes: RouteTable): JsonObject {
  const schemes = Object.values(routes).flatMap(({ right }) => SCHEMES[right] ?? []);
  return Object.fromEntries(schemes.map(({ name, definition }) => [name, definition]));
}
