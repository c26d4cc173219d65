import { randomUUID } from 'node:crypto';
import { ApiError, type GenerateContentResponse, GoogleGenAI, type GoogleGenAIOptions } from '@google/genai';
import { type Clock, retryAfterFromHeaders, retryInfoFromBody, systemClock } from '@sets/clock';
import type { GenerateRequest, RawAnswer } from '../generate.ts';
import { buildParameters } from './build-parameters.ts';
import { createDeparture } from './departure.ts';
import { createStreamedBody } from './inline-body.ts';

type AuthClient = NonNullable<GoogleGenAIOptions['googleAuthOptions']>['authClient'];

export interface GeminiSenderOptions {
  /** Vertex AI with the machine's own Google credentials, or the Gemini API with a key. */
  readonly mode:
    | { readonly kind: 'vertex'; readonly project: string }
    | { readonly kind: 'api_key'; readonly apiKey: string };
  /**
   * Origin and path before `/v1beta…`, one for all locations or by location; in Vertex mode no Google credentials are
   * looked for then.
   */
  readonly baseUrl?: string | ((location: string) => string | undefined);
  /** Default: the global fetch, governed by the process's dispatcher; it does not say when a request goes out. */
  readonly fetch?: WireFetch;
  /** Replaces the machine's credentials in Vertex mode. */
  readonly authClient?: AuthClient;
  readonly clock?: Clock;
}

/** A fetch that calls `onWire` when the request really goes out, having waited for a socket. */
export type WireFetch = (
  input: Parameters<typeof fetch>[0],
  init: RequestInit,
  onWire: () => void,
) => Promise<Response>;

export interface GeminiEndpoint {
  readonly model: string;
  /** A Vertex location; without meaning in API-key mode. */
  readonly location: string;
}

/**
 * One attempt at one endpoint: no retries, no timer but the one for credentials. It ends soon after the signal aborts,
 * whatever hangs below.
 *
 * @throws ApiError of the SDK (status; `retryAfterMs` when the upstream said how long to wait), `TypeError: fetch
 * failed` (look at `cause.code`), the signal's reason, CredentialError when no access token could be had,
 * CutAnswerError when the answer ended without a finish reason, UnreadableAnswerError when it was no JSON
 */
export type GeminiSender = (
  endpoint: GeminiEndpoint,
  request: GenerateRequest,
  signal: AbortSignal,
  hooks?: { readonly onWire: () => void },
) => Promise<RawAnswer>;

/** A token comes in 100 ms from the metadata server, in 500 from an exchange; without one nobody can be asked. */
const TOKEN_LIMIT_MS = 5_000;

/** An answer that stopped in the middle: the endpoint's failure, like a 502. */
export class CutAnswerError extends ApiError {
  constructor() {
    super({ message: 'The answer ended without a finish reason.', status: 502 });
    this.name = 'CutAnswerError';
    Object.setPrototypeOf(this, CutAnswerError.prototype);
  }
}

/** Statuses that blame the request, when the service itself says them. */
const BLAMES_THE_REQUEST: ReadonlySet<number> = new Set([400, 413, 422]);

/** A body that the service never wrote (a proxy's page, nothing, half of it): the endpoint's failure, like a 502. */
export class UnreadableAnswerError extends ApiError {
  constructor(status: number) {
    const isWordOfTheService = status >= 400 && !BLAMES_THE_REQUEST.has(status);
    super({ message: `An answer with status ${status} was not JSON.`, status: isWordOfTheService ? status : 502 });
    this.name = 'UnreadableAnswerError';
    Object.setPrototypeOf(this, UnreadableAnswerError.prototype);
  }
}

export function createGeminiSender(options: GeminiSenderOptions): GeminiSender {
  const clients = new Map<string, GoogleGenAI>();
  const clientFor = (location: string): GoogleGenAI => {
    const key = options.mode.kind === 'vertex' ? location : '';
    const client = clients.get(key) ?? createClient(options, location);
    clients.set(key, client);
    return client;
  };
  const { fetch = globalThis.fetch, clock = systemClock } = options;

  return async ({ model, location }, request, signal, { onWire } = { onWire: () => undefined }) => {
    const requestId = randomUUID();
    let retryAfterMs: number | null = null;
    const departure = createDeparture({ signal, clock, limitMs: TOKEN_LIMIT_MS });
    const attempt: typeof globalThis.fetch = async (input, init = {}) => {
      departure.leave();
      const response = await fetch(input, withStreamedMedia(init, request, requestId), onWire);
      const { status, headers } = response;
      const body = await response.text();
      if (!response.ok) {
        // The body's word is the exact one.
        retryAfterMs = retryInfoFromBody(body) ?? retryAfterFromHeaders(headers, clock.now());
      }
      // The SDK would throw a SyntaxError, which says neither the status nor whose fault it is.
      if (!isJsonObject(body)) {
        throw new UnreadableAnswerError(status);
      }
      return new Response(body, { status, headers });
    };
    try {
      const parameters = buildParameters(model, request, requestId, { signal, fetch: attempt });
      const answered = await departure.run(() => clientFor(location).models.generateContent(parameters));
      return readResponse(answered);
    } catch (error) {
      if (retryAfterMs !== null && error instanceof Error) {
        Object.assign(error, { retryAfterMs });
      }
      throw error;
    }
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

function createClient(options: GeminiSenderOptions, location: string): GoogleGenAI {
  const { mode, authClient } = options;
  const baseUrl = typeof options.baseUrl === 'function' ? options.baseUrl(location) : options.baseUrl;
  const base = baseUrl === undefined ? {} : { baseUrl };
  if (mode.kind === 'api_key') {
    // The SDK would take v1, which lacks responseJsonSchema and mediaResolution.
    return new GoogleGenAI({ apiKey: mode.apiKey, vertexai: false, httpOptions: { ...base, apiVersion: 'v1beta' } });
  }
  const client = authClient ?? (baseUrl === undefined ? undefined : withoutCredentials());
  return new GoogleGenAI({
    vertexai: true,
    project: mode.project,
    location,
    httpOptions: base,
    ...(client === undefined ? {} : { googleAuthOptions: { authClient: client } }),
  });
}

/** A local server checks no token, and this machine may have none. The SDK calls this one method only. */
const withoutCredentials = (): AuthClient =>
  ({ getRequestHeaders: () => Promise.resolve(new Headers()) }) as unknown as AuthClient;

function withStreamedMedia(init: RequestInit, request: GenerateRequest, requestId: string): RequestInit {
  const media = request.media.flatMap((part) => (part.kind === 'inline' ? [part.data] : []));
  if (media.length === 0 || typeof init.body !== 'string') {
    return init;
  }
  const body = createStreamedBody(init.body, requestId, media);
  const headers = new Headers(init.headers);
  headers.set('content-length', String(body.contentLength));
  return { ...init, headers, body: body.stream(), duplex: 'half' };
}

function readResponse(response: GenerateContentResponse): RawAnswer {
  const candidate = response.candidates?.[0];
  // A refused prompt may come with the message alone.
  const { blockReason: reason, blockReasonMessage: message } = response.promptFeedback ?? {};
  const blockReason = reason ?? (message === undefined ? null : 'UNSPECIFIED');
  const finishReason = candidate?.finishReason ?? null;
  if (finishReason === null && blockReason === null) {
    throw new CutAnswerError();
  }
  const usage = response.usageMetadata;
  return {
    text: (candidate?.content?.parts ?? [])
      .filter((part) => part.thought !== true)
      .map((part) => part.text ?? '')
      .join(''),
    finishReason,
    blockReason,
    usage: {
      inputTokens: (usage?.promptTokenCount ?? 0) + (usage?.toolUsePromptTokenCount ?? 0),
      ...(usage?.cachedContentTokenCount ? { cachedTokens: usage.cachedContentTokenCount } : {}),
      outputTokens: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
    },
  };
}
