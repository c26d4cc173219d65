import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { withLogContext } from '../log/log-context.ts';
import { createTraceContext, parseTraceContext, type TraceContext } from '../trace.ts';

const SANE_REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

export interface RequestContext {
  readonly requestId: string;
  /** This request's own span, under the caller's when it sent one. */
  readonly trace: TraceContext;
}

const contexts = new WeakMap<Response, RequestContext>();

export function requestContext(response: Response): RequestContext {
  const context = contexts.get(response);
  if (context === undefined) {
    throw new Error('requestContext() outside an app made by createHttpApp()');
  }
  return context;
}

/** Names each request: the caller's X-Request-Id when it is sane, else a new one; sent back and on every log line. */
export const assignRequestContext: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && SANE_REQUEST_ID.test(given) ? given : randomUUID();
  const trace = createTraceContext(parseTraceContext(request.headers));
  contexts.set(response, { requestId, trace });
  response.setHeader('X-Request-Id', requestId);
  withLogContext({ request_id: requestId, trace }, next);
};
