import { SESSION_COOKIE } from '../console-session.ts';
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

const apiKey: Scheme = {
  name: 'apiKey',
  definition: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'sets_…',
    description: 'An API key, for servers. Its scopes, `submit` and `operate`, are named where they are needed.',
  },
};

const appCheck: Scheme = {
  name: 'appCheck',
  definition: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Firebase-AppCheck',
    description: 'A Firebase App Check token, for apps.',
  },
};

const breakGlass: Scheme = {
  name: 'opsToken',
  definition: {
    type: 'http',
    scheme: 'bearer',
    description: 'The value of OPS_TOKEN, for when no key can be had. Each use is on record.',
  },
};

const session: Scheme = {
  name: 'consoleSession',
  definition: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description:
      'What the console got for a key. Whatever changes something needs the header of the console beside it.',
  },
};

interface Requirement {
  readonly scheme: Scheme;
  /** The scope that it must have, of schemes that know scopes. */
  readonly scope?: string;
}

/** How each right is shown: any one of these. None: nothing is asked for. */
const REQUIREMENTS: Readonly<Record<Right, readonly Requirement[]>> = {
  public: [],
  caller: [{ scheme: apiKey, scope: 'submit' }, { scheme: appCheck }, { scheme: session }],
  operate: [{ scheme: apiKey, scope: 'operate' }, { scheme: breakGlass }, { scheme: session }],
  'signing-in': [{ scheme: apiKey }, { scheme: breakGlass }],
  'signed-in': [{ scheme: session }],
  scrape: [],
  task: [{ scheme: pushed }],
  schedule: [{ scheme: pushed }],
};

export const securityOf = (right: Right): JsonObject[] =>
  REQUIREMENTS[right].map(({ scheme, scope }) => ({ [scheme.name]: scope === undefined ? [] : [scope] }));

/** The schemes that these routes ask for. */
export function securitySchemes(routes: RouteTable): JsonObject {
  const schemes = Object.values(routes).flatMap(({ right }) => REQUIREMENTS[right].map(({ scheme }) => scheme));
  return Object.fromEntries(schemes.map(({ name, definition }) => [name, definition]));
}
