import { ProblemError } from '@sets/contract';
import type { RouteDefinition } from '@sets/contract/routes';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { ANONYMOUS } from './caller.ts';
import { clientAddress } from './client-address.ts';
import { parseRequest } from './parse-request.ts';
import { createBodyReader } from './read-body.ts';
import { requestContext } from './request-context.ts';
import type { BoundRoute, GuardedRequest, RouteRequest } from './route-types.ts';
import { sendAnswer } from './send-answer.ts';

const NOTHING = z.strictObject({});

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

const guarded = (route: RouteDefinition, request: Request, response: Response): GuardedRequest => ({
  route,
  header: (name) => request.get(name),
  get address() {
    return clientAddress(request);
  },
  answerHeader(name, value) {
    requestContext(response).given[name] = value;
  },
});

/** From a request to its answer: who calls, what is asked, the handler, the response. In this order. */
export function answerRequest({ route, guard, handle, dialect }: BoundRoute): RequestHandler {
  const readBody = route.body === undefined ? null : createBodyReader(route.body);
  return async (request: Request, response: Response) => {
    const context = requestContext(response);
    context.dialect = dialect;
    const caller = guard === null ? ANONYMOUS : await guard(guarded(route, request, response));
    context.caller = caller.kind === 'anonymous' ? null : caller.id;
    const { trace } = context;
    let signal: AbortSignal | undefined;
    const read = {
      params: readParams(route, request.params),
      query: parseRequest(route.query ?? NOTHING, request.query),
      headers: route.headers === undefined ? {} : parseRequest(route.headers, request.headers),
      body: readBody === null ? undefined : await readBody(request, response),
      caller,
      trace,
      // Made when asked for: most requests are answered before anybody could leave.
      get signal() {
        signal ??= leftBy(response);
        return signal;
      },
    };
    await sendAnswer(response, route, await handle(read as RouteRequest));
  };
}
