import { retryHintFromBody } from './retry-hint.ts';

/**
 * - `rate_limited`: 429; cools the endpoint down, shrinks its limit.
 * - `endpoint`: 5xx, timeout, reset, cut or unusable reply; counts for its circuit.
 * - `not_found`: 404; that endpoint does not serve the model.
 * - `credential`: 401 and 403; every endpoint shares it, so the request ends.
 * - `request`: 400, safety blocks and anything unknown; never held against an endpoint, the request ends.
 */
export type FailureClass = 'rate_limited' | 'endpoint' | 'not_found' | 'credential' | 'request';

export interface Failure {
  readonly class: FailureClass;
  /** What the upstream asked for; null when it said nothing. */
  readonly retryAfterMs: number | null;
}

export type ClassifyFailure = (error: unknown) => Failure;

/** Thrown from `send` by a caller that judges a reply itself: a cut stream is `endpoint`, a safety block `request`. */
export class ReplyFailure extends Error {
  readonly class: FailureClass;
  readonly retryAfterMs: number | null;

  constructor(failureClass: FailureClass, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ReplyFailure';
    this.class = failureClass;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** An attempt that outlived its timer. */
export class AttemptTimeout extends Error {
  readonly timeoutMs: number;
  constructor(timeoutMs: number) {
    super(`no answer within ${Math.round(timeoutMs)} ms`);
    this.name = 'AttemptTimeout';
    this.timeoutMs = timeoutMs;
  }
}

/** Codes of Node's sockets and resolver, and undici's own; they sit on `cause` of `TypeError: fetch failed`. */
const TRANSPORT_CODE =
  /^(ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPROTO|UND_ERR_|ERR_SSL|ERR_TLS|CERT_|HPE_)/;

/**
 * Understands `ApiError` of `@google/genai` (status, and the JSON body as message), `retryAfterMs` that a fetch
 * wrapper has put on an error, fetch and socket failures, aborts of the SDK's own timer, `ReplyFailure`.
 */
export const classifyGenAiError: ClassifyFailure = (error) => {
  if (error instanceof ReplyFailure) {
    return { class: error.class, retryAfterMs: error.retryAfterMs };
  }
  if (typeof error !== 'object' || error === null) {
    return { class: 'request', retryAfterMs: null };
  }
  const status = readNumber(error, 'status');
  if (status !== null) {
    return { class: classOfStatus(status), retryAfterMs: retryHint(error) };
  }
  return { class: isTransportFailure(error) ? 'endpoint' : 'request', retryAfterMs: null };
};

function classOfStatus(status: number): FailureClass {
  if (status === 429) {
    return 'rate_limited';
  }
  if (status === 404) {
    return 'not_found';
  }
  if (status === 401 || status === 403) {
    return 'credential';
  }
  return status >= 500 || status === 408 || status === 499 ? 'endpoint' : 'request';
}

function retryHint(error: object): number | null {
  const stated = readNumber(error, 'retryAfterMs');
  if (stated !== null) {
    return stated;
  }
  return 'message' in error && typeof error.message === 'string' ? retryHintFromBody(error.message) : null;
}

function isTransportFailure(error: object): boolean {
  for (let e: unknown = error, depth = 0; typeof e === 'object' && e !== null && depth < 4; depth += 1) {
    if ('code' in e && typeof e.code === 'string' && TRANSPORT_CODE.test(e.code)) {
      return true;
    }
    if ('name' in e && (e.name === 'AbortError' || e.name === 'TimeoutError' || e.name === 'SocketError')) {
      return true;
    }
    e = 'cause' in e ? e.cause : null;
  }
  return false;
}

function readNumber(holder: object, key: string): number | null {
  const value: unknown = Reflect.get(holder, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
