import type { RequestHandler, Response } from 'express';
import { createHexSource } from '../hex-source.ts';
import { withLogContext } from '../log/log-context.ts';
import { createTraceContext, parseTraceContext, type TraceContext } from '../trace.ts';
import type { RefusalDialect } from './route-types.ts';
import { type RawHeaders, securityHeaders } from './security-headers.ts';

const ID_BYTES = 16;
const SANE_REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

export interface RequestContext {
  readonly requestId: string;
  /** This request's own span, under the caller's when it sent one. */
  readonly trace: TraceContext;
  /** What every answer of the app carries: names and values in turn. */
  readonly common: RawHeaders;
  /** What this answer will carry, whatever it is; by name. */
  readonly given: Record<string, string>;
  /** Of the answer's body, once it is known. */
  answerBytes: number | null;
  /** Id of the caller, once a guard has found one. */
  caller: string | null;
  /** Of the route that was found. */
  dialect: RefusalDialect | undefined;
}

const CONTEXT = Symbol('request context');

/** A property: a WeakMap's entries cost the garbage collector more than all else here. */
type WithContext = Response & { [CONTEXT]?: RequestContext };

export function requestContext(response: Response): RequestContext {
  const context = (response as WithContext)[CONTEXT];
  if (context === undefined) {
    throw new Error('requestContext() outside an app made by createHttpApp()');
  }
  return context;
}

/** Names each request: the caller's X-Request-Id when it is sane, else a new one; sent back and on every log line. */
export function assignRequestContext(): RequestHandler {
  const hex = createHexSource();
  const common = securityHeaders();
  return (request, response, next) => {
    const sent = request.headers['x-request-id'];
    const requestId = typeof sent === 'string' && SANE_REQUEST_ID.test(sent) ? sent : hex(ID_BYTES);
    const trace = createTraceContext(parseTraceContext(request.headers), hex);
    const context = { requestId, trace, common, given: {}, answerBytes: null, caller: null, dialect: undefined };
    (response as WithContext)[CONTEXT] = context;
    withLogContext({ request_id: requestId, trace }, next);
  };
}
