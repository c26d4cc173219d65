import { PROBLEMS, type ProblemCode, ProblemError, toProblemBody } from '@sets/contract';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from '../log/logger.ts';
import { byteString } from '../text/byte-string.ts';
import { requestContext } from './request-context.ts';
import { sendBytes } from './send-answer.ts';

/** Types that body-parser puts on its errors. */
const BODY_PARSER_PROBLEMS: Readonly<Record<string, ProblemCode>> = {
  'entity.parse.failed': 'invalid_json',
  'entity.too.large': 'body_too_large',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
};

const isClientError = (status: unknown): boolean => typeof status === 'number' && status >= 400 && status < 500;

/** What a thrown value means to the caller. Everything not known to be the caller's fault is ours. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) {
    return error;
  }
  if (error instanceof Error) {
    const { type, status } = error as Error & { type?: unknown; status?: unknown };
    const code = typeof type === 'string' ? BODY_PARSER_PROBLEMS[type] : undefined;
    if (code !== undefined) {
      return new ProblemError(code, { cause: error });
    }
    // body-parser (cut bodies, broken compression) and the router (`%zz` in a path) mark the caller's faults so.
    if (isClientError(status)) {
      return new ProblemError('invalid_request', { cause: error });
    }
  }
  return new ProblemError('internal', { cause: error });
}

function sendProblem(request: Request, response: Response, problem: ProblemError): void {
  const { requestId, dialect } = requestContext(response);
  if (dialect !== undefined) {
    const { path } = request;
    const { status, headers = {}, body } = dialect({ problem, requestId, path, header: (name) => request.get(name) });
    const bytes = byteString(JSON.stringify(body));
    sendBytes(response, { status, headers, mediaType: 'application/json', bytes });
    return;
  }
  const body = toProblemBody(problem, requestId);
  const { retryAfterS } = problem;
  const challenged = requestContext(response).given['WWW-Authenticate'] !== undefined;
  const headers = {
    ...(retryAfterS === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfterS)) }),
    ...(problem.code === 'unauthenticated' && !challenged ? { 'WWW-Authenticate': 'Bearer' } : {}),
  };
  sendBytes(response, {
    status: body.status,
    headers,
    mediaType: 'application/problem+json',
    bytes: byteString(JSON.stringify(body)),
  });
}

/** What somebody has to mend. */
const FAULTS: ReadonlySet<ProblemCode> = new Set(['internal', 'storage_unavailable', 'token_keys_unavailable']);
/** What an instance decides: it says so once, and a line for each refusal would cost most when there is least to spare. */
const DECISIONS: ReadonlySet<ProblemCode> = new Set(['overloaded', 'shutting_down']);

/** Other answers of 5xx are what a link or an upstream has led to: daily business. */
function logServerError(
  logger: Logger,
  { code, cause }: { readonly code: ProblemCode; readonly cause: unknown },
): void {
  if (FAULTS.has(code)) {
    logger.error(`Answered ${code}`, { code, error: cause });
  } else if (!DECISIONS.has(code)) {
    logger.info(`Answered ${code}`, { code, error: cause });
  }
}

/** The only place where an error becomes an answer. The cause is logged, never sent. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = toProblem(error);
    const { code, cause = problem } = problem;
    if (PROBLEMS[code].status >= 500) {
      logServerError(logger, { code, cause });
    }
    if (response.headersSent) {
      // Half an answer cannot be mended; cutting it is how the caller learns.
      response.destroy();
    } else {
      sendProblem(request, response, problem);
    }
  };
}
