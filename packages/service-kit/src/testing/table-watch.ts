import { isDeepStrictEqual } from 'node:util';
import { PROBLEMS, type ProblemBody, type ProblemCode, problemBodySchema, problemType } from '@sets/contract';
import {
  COMMON_HEADERS,
  limitHeadersOf,
  problemsOf,
  RESPONSE_HEADERS,
  type ResponseDefinition,
  type RouteDefinition,
  type RouteTable,
} from '@sets/contract/routes';
import { methodsAt, routesAt } from './find-route.ts';

/** An answer that the table does not know, or that is not what the table says. */
export class UndocumentedAnswerError extends Error {
  override readonly name = 'UndocumentedAnswerError';
}

type Fault = string | null;

const firstFault = (faults: readonly Fault[]): Fault => faults.find((fault) => fault !== null) ?? null;

function problemFault(response: Response, body: unknown, allowed: readonly ProblemCode[]): Fault {
  const parsed = problemBodySchema.strict().safeParse(body);
  if (!parsed.success) {
    return `no well-formed problem: ${JSON.stringify(body)}`;
  }
  const problem: ProblemBody = parsed.data;
  const code = allowed.find((one) => one === problem.code);
  if (code === undefined) {
    return `${problem.code} is not among its problems`;
  }
  const told = [response.status, problem.status, problem.type, response.headers.get('x-request-id')];
  const expected = [PROBLEMS[code].status, PROBLEMS[code].status, problemType(code), problem.request_id];
  return isDeepStrictEqual(told, expected) ? null : `it says ${told.join(', ')} instead of ${expected.join(', ')}`;
}

function headersFault({ headers }: Response, documented: readonly string[]): Fault {
  const known = [...COMMON_HEADERS, ...documented];
  const strange = Object.keys(RESPONSE_HEADERS).filter((name) => headers.has(name) && !known.includes(name));
  const missing = COMMON_HEADERS.filter((name) => !headers.has(name));
  return firstFault([
    strange.length === 0 ? null : `undocumented headers: ${strange.join(', ')}`,
    missing.length === 0 ? null : `without ${missing.join(', ')}`,
  ]);
}

/** What the schema makes of the body must be that body again: nothing missing, nothing beside. */
function bodyFault(response: Response, definition: ResponseDefinition, body: unknown): Fault {
  const { schema, mediaType = 'application/json' } = definition;
  if (schema === undefined) {
    return body === '' ? null : `a body where none is documented: ${JSON.stringify(body)}`;
  }
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith(mediaType)) {
    return `${type} instead of ${mediaType}`;
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    return `not of its schema: ${parsed.error.message}`;
  }
  return isDeepStrictEqual(parsed.data, body) ? null : `members beside its schema: ${JSON.stringify(body)}`;
}

function answerFault(response: Response, body: unknown, route: RouteDefinition): Fault {
  const definition = route.responses[response.status];
  return definition === undefined
    ? `status ${response.status} is not documented`
    : firstFault([
        headersFault(response, [...limitHeadersOf(route), ...(definition.headers ?? [])]),
        // The answer to HEAD tells of a body and has none.
        body === undefined ? null : bodyFault(response, definition, body),
      ]);
}

const isProblem = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('application/problem+json') === true;

async function readBody(response: Response): Promise<unknown> {
  const text = await response.clone().text();
  return response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text;
}

/** What is wrong with an answer by the table; null when it is as documented. */
async function faultOf(routes: RouteTable, method: string, path: string, response: Response): Promise<Fault> {
  const stream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const body = method === 'HEAD' || stream ? undefined : await readBody(response);
  const here = routesAt(routes, path);
  if (here.length === 0) {
    return problemFault(response, body, ['route_not_found', 'invalid_request']);
  }
  const [, route] = here.find(([, one]) => one.method === (method === 'HEAD' ? 'GET' : method)) ?? [];
  if (route === undefined) {
    const allow = response.headers.get('allow') ?? '';
    const allowed = methodsAt(routes, path).join(', ');
    return firstFault([
      problemFault(response, body, ['method_not_allowed', 'route_not_found']),
      allow === '' || allow === allowed ? null : `Allow: ${allow} instead of ${allowed}`,
    ]);
  }
  return isProblem(response) && body !== undefined
    ? problemFault(response, body, problemsOf(route))
    : answerFault(response, body, route);
}

/**
 * A fetch for tests that holds each answer against the table of routes: its route, status, problem, headers and body.
 *
 * @throws UndocumentedAnswerError
 */
export function watchAgainst(routes: RouteTable): (url: string, init?: RequestInit) => Promise<Response> {
  return async (url, init = {}) => {
    const response = await fetch(url, init);
    const { method = 'GET' } = init;
    const { pathname } = new URL(url);
    const fault = await faultOf(routes, method, pathname, response);
    if (fault !== null) {
      throw new UndocumentedAnswerError(`${method} ${pathname} answered ${response.status}: ${fault}`);
    }
    return response;
  };
}
