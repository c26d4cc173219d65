import { type Clock, isoTime } from '@sets/clock';
import { PROBLEMS, type ProblemCode, type ProblemError } from '@sets/contract';
import type { RefusalDialect } from '@sets/service-kit';
import { LegacyFaults } from './read-legacy-request.ts';

const APP_CHECK = 'X-Firebase-AppCheck';

/** Seconds: what the predecessor always told those who came too often. Its apps wait for it. */
const RETRY_AFTER_S = 60;

type Refusal = ReturnType<RefusalDialect>;
type Refused = Parameters<RefusalDialect>[0];

/** How the predecessor's routes say no: by FastAPI's own form, by that of its limits, or by that of its errors. */
export function createLegacyDialect({ clock }: { readonly clock: Clock }): RefusalDialect {
  const enveloped = (refused: Refused, status: 404 | 422 | 500): Refusal => ({
    status,
    body: {
      error: ERRORS[status](refused.problem),
      request_id: refused.requestId,
      timestamp: isoTime(clock.now()),
      path: refused.path,
    },
  });

  return (refused) => {
    const { problem } = refused;
    const { status } = PROBLEMS[problem.code];
    return (
      BY_CODE[problem.code]?.(refused) ?? (status === 429 ? tooMany(refused) : enveloped(refused, groupOf(status)))
    );
  };
}

const BY_CODE: Readonly<Partial<Record<ProblemCode, (refused: Refused) => Refusal>>> = {
  unauthenticated: ({ header }) => ({
    status: 401,
    headers: { 'WWW-Authenticate': APP_CHECK },
    body: {
      detail: header(APP_CHECK)
        ? 'Invalid App Check token: it does not hold for this service'
        : 'App Check token required',
    },
  }),
  token_keys_unavailable: () => ({ status: 503, body: { detail: 'App Check verification service unavailable' } }),
  body_too_large: ({ problem }) => ({ status: 413, body: { error: 'Request too large', detail: problem.message } }),
  forbidden: ({ problem }) => ({ status: 403, body: { error: 'Access denied', detail: problem.message } }),
};

function tooMany({ problem, header }: Refused): Refusal {
  const isRate = problem.code === 'rate_limited';
  const seconds = isRate ? RETRY_AFTER_S : Math.max(RETRY_AFTER_S, Math.ceil(problem.retryAfterS ?? 0));
  const detail = `${isRate && header('authorization') === undefined ? 'IP' : 'User'} rate limit exceeded`;
  return {
    status: 429,
    headers: { 'Retry-After': String(seconds) },
    body: { error: 'Rate limit exceeded', detail, retry_after: seconds },
  };
}

/** The predecessor knows three: what is not there, what was asked wrongly, and everything else. */
function groupOf(status: number): 404 | 422 | 500 {
  if (status === 404) {
    return 404;
  }
  return status < 500 ? 422 : 500;
}

const ERRORS: Readonly<Record<404 | 422 | 500, (problem: ProblemError) => Record<string, unknown>>> = {
  404: ({ message }) => ({ code: 'NOT_FOUND', message, status_code: 404 }),
  422: ({ message, cause }) => ({
    code: 'VALIDATION_ERROR',
    message,
    status_code: 422,
    details: { validation_errors: cause instanceof LegacyFaults ? cause.faults : [] },
  }),
  500: ({ message }) => ({ code: 'INTERNAL_ERROR', message, status_code: 500 }),
};
