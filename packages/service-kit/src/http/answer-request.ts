import { ProblemError } from '@sets/contract';
import type { RouteDefinition } from '@sets/contract/routes';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { TraceContext } from '../trace.ts';
import { ANONYMOUS, type Caller } from './caller.ts';
import { clientAddress } from './client-address.ts';
import { parseRequest } from './parse-request.ts';
import { createBodyReader } from './read-body.ts';
import { type RequestContext, requestContext } from './request-context.ts';
import type { BoundRoute, GuardedRequest, RouteRequest } from './route-types.ts';
import { sendAnswer } from './send-answer.ts';

const NOTHING = z.strictObject({});
const NO_QUERY = {};

/** Aborts when the caller has gone before its answer. */
function leftBy(response: Response): AbortSignal {
  if (response.closed) {
    return AbortSignal.abort();
  }
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}

function readParams({ params, malformedParams }: RouteDefinition, given: unknown): Record<string, unknown> {
  if (params === undefined) {
    return {};
  }
  if (malformedParams === undefined) {
    return parseRequest(params, given);
  }
  const parsed = params.safeParse(given);
  if (!parsed.success) {
    throw new ProblemError(malformedParams);
  }
  return parsed.data;
}

const guarded = (route: RouteDefinition, request: Request, { given }: RequestContext): GuardedRequest => ({
  route,
  header: (name) => request.get(name),
  address: () => clientAddress(request),
  answerHeader(name, value) {
    given[name] = value;
  },
});

interface Read {
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
  readonly caller: Caller;
  readonly trace: TraceContext;
  readonly requestId: string;
}

/**
 * A class, for its accessor: one in an object literal gives each object a shape of its own, which V8 keeps, and the whole
 * request with it, until a full collection. So does a function that a constructor assigns.
 */
class ReadRequest implements Read {
  readonly params: Read['params'];
  readonly query: Read['query'];
  readonly headers: Read['headers'];
  readonly body: Read['body'];
  readonly caller: Read['caller'];
  readonly trace: Read['trace'];
  readonly requestId: string;
  readonly #response: Response;
  #signal: AbortSignal | undefined;

  constructor({ params, query, headers, body, caller, trace, requestId }: Read, response: Response) {
    this.params = params;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.caller = caller;
    this.trace = trace;
    this.requestId = requestId;
    this.#response = response;
  }

  /** Made when asked for: most requests are answered before anybody could leave. */
  get signal(): AbortSignal {
    this.#signal ??= leftBy(this.#response);
    return this.#signal;
  }
}

type HeaderReader = (request: Request) => Record<string, unknown>;

/** Most requests have none of the headers that their route knows, and nothing is to be checked of nothing. */
function createHeaderReader({ headers }: RouteDefinition): HeaderReader {
  if (headers === undefined) {
    return () => ({});
  }
  const names = Object.keys(headers.shape);
  const none = headers.safeParse({});
  return (request) =>
    none.success && names.every((name) => request.headers[name] === undefined)
      ? none.data
      : parseRequest(headers, request.headers);
}

/** From a request to its answer: who calls, what is asked, the handler, the response. In this order. */
export function answerRequest({ route, guard, handle, dialect }: BoundRoute): RequestHandler {
  const readBody = route.body === undefined ? null : createBodyReader(route.body);
  const readHeaders = createHeaderReader(route);
  return async (request: Request, response: Response) => {
    const context = requestContext(response);
    context.dialect = dialect;
    const caller = guard === null ? ANONYMOUS : await guard(guarded(route, request, context));
    context.caller = caller.kind === 'anonymous' ? null : caller.id;
    const read = {
      params: readParams(route, request.params),
      query:
        route.query === undefined && !request.url.includes('?')
          ? NO_QUERY
          : parseRequest(route.query ?? NOTHING, request.query),
      headers: readHeaders(request),
      body: readBody === null ? undefined : await readBody(request, response),
      ...{ caller, trace: context.trace, requestId: context.requestId },
    };
    const asked: unknown = new ReadRequest(read, response);
    await sendAnswer(response, route, await handle(asked as RouteRequest));
  };
}
