import { retryInfoFromBody } from '@sets/clock';
import { type ClassifyFailure, type Failure, type Fault, isFault } from './fault.ts';

/**
 * Understands, in this order: an error with a `fault` of its own (`ReplyFailure`); an error with a `status` and the
 * reply's text as `body` or `message`, as `ApiError` of `@google/genai` has it; everything else is the endpoint's.
 * `retryAfterMs` on the error wins over the body's RetryInfo.
 *
 * Only a reply in the form of Google's own errors speaks about the request, the credential or the model: a proxy, a
 * load balancer or a sick server may answer any status with HTML, text, nothing or half a document.
 */
export const classifyGenAiError: ClassifyFailure = (error) => {
  if (typeof error !== 'object' || error === null) {
    return { fault: 'endpoint', retryAfterMs: null };
  }
  const retryAfterMs = readNumber(error, 'retryAfterMs');
  const fault: unknown = Reflect.get(error, 'fault');
  if (isFault(fault)) {
    return { fault, retryAfterMs };
  }
  const status = readNumber(error, 'status');
  return status === null ? { fault: 'endpoint', retryAfterMs } : faultOfReply(status, bodyOf(error), retryAfterMs);
};

/** Of a reply's status and text alone. */
function faultOfReply(status: number, body: string, statedMs: number | null): Failure {
  const retryAfterMs = statedMs ?? retryInfoFromBody(body);
  if (status === 429) {
    return { fault: 'rate_limited', retryAfterMs };
  }
  const said = parseGoogleError(body, status);
  return { fault: said === null ? 'endpoint' : faultOfWord(status, said), retryAfterMs };
}

/** "Publisher Model `…` was not found or your project does not have access to it" (Vertex), "models/… is not found for
 * API version …" (API key). Every other 404 may be about something that this request named, such as its video. */
const MODEL_NOT_FOUND = /publisher model|models\/\S+ is not found|not supported for generatecontent/i;

function faultOfWord(status: number, { message, text }: GoogleError): Fault {
  switch (status) {
    case 400:
      return text.includes('API_KEY_INVALID') ? 'credential' : 'request';
    case 401:
    case 403:
      return 'credential';
    case 404:
      return MODEL_NOT_FOUND.test(message) ? 'not_served' : 'request';
    case 413:
    case 422:
      return 'request';
    default:
      return 'endpoint';
  }
}

interface GoogleError {
  readonly message: string;
  readonly text: string;
}

/** google.rpc.Code as it stands in `error.status`. The SDK puts replies that are no JSON into the same form, but with
 * the HTTP reason phrase there ("Bad Request"): those are unreadable too. */
const RPC_CODE = /^[A-Z]+(_[A-Z]+)*$/;

function parseGoogleError(text: string, status: number): GoogleError | null {
  const parsed = parseJson(text);
  const error = readField(Array.isArray(parsed) ? parsed[0] : parsed, 'error');
  const [code, message, word] = ['code', 'message', 'status'].map((key) => readField(error, key));
  const isGoogles = code === status && typeof message === 'string' && typeof word === 'string' && RPC_CODE.test(word);
  return isGoogles ? { message, text } : null;
}

function bodyOf(error: object): string {
  const body = readField(error, 'body') ?? readField(error, 'message');
  return typeof body === 'string' ? body : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const readField = (holder: unknown, key: string): unknown =>
  typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;

function readNumber(holder: object, key: string): number | null {
  const value = readField(holder, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
