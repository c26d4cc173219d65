import { type IdleWatch, watchIdle } from './idle-watch.ts';
import { type Clock, decodesInPieces, type Fetch, type FetchResponse, type PieceReader } from './platform.ts';
import { networkFailed, ProblemError, problemOfAnswer, unreadable } from './problem-error.ts';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Requests to one API, each tried once. */
export interface Connection {
  /** The body as JSON; undefined where there is none. @throws ProblemError, or the signal's reason. */
  ask(request: WireRequest): Promise<unknown>;
  /** The body piece by piece, until it ends or `onPiece` says that it has enough. @throws as `ask` */
  follow(request: WireRequest, onPiece: (text: string) => 'more' | 'enough'): Promise<void>;
  /** Whether bodies come piece by piece here; undefined before the first answer. */
  readonly streams: boolean | undefined;
}

/** What every request shows. */
export interface Credentials {
  /** For servers. */
  readonly apiKey?: string | undefined;
  /** For apps: gives the current token of Firebase App Check; asked before each request. */
  readonly appCheckToken?: (() => string | Promise<string>) | undefined;
  /** On every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface ConnectionDeps extends Credentials {
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly idleTimeoutMs: number;
}

export function createConnection(deps: ConnectionDeps): Connection {
  const { clock, idleTimeoutMs } = deps;
  let streams: boolean | undefined;

  async function exchange<T>(
    request: WireRequest,
    read: (response: FetchResponse, watch: IdleWatch) => Promise<T>,
  ): Promise<T> {
    const watch = watchIdle(clock, idleTimeoutMs, request.signal);
    try {
      const response = await watch.race(send(deps, request, watch.signal));
      watch.touch();
      if (response.status !== 204) {
        streams = canStream(response);
      }
      if (response.status >= 400) {
        const text = await readText(response, watch);
        throw problemOfAnswer(response.status, parseJson(text), retryAfterOf(response, clock));
      }
      return await read(response, watch);
    } catch (error) {
      throw error instanceof ProblemError || request.signal?.aborted ? error : networkFailed(error);
    } finally {
      watch.close();
    }
  }

  return {
    ask: (request) =>
      exchange(request, async (response, watch) => {
        const text = await readText(response, watch);
        const body = text === '' ? undefined : parseJson(text);
        if (text !== '' && body === undefined) {
          throw unreadable(response.status, true);
        }
        return body;
      }),
    follow: (request, onPiece) => exchange(request, (response, watch) => readPieces(response, watch, onPiece)),
    get streams() {
      return streams;
    },
  };
}

async function send(deps: ConnectionDeps, request: WireRequest, signal: AbortSignal): Promise<FetchResponse> {
  const { apiKey, appCheckToken } = deps;
  const token = await appCheckToken?.();
  return await deps.fetch(deps.baseUrl + request.path, {
    method: request.method,
    headers: {
      ...deps.headers,
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(token === undefined ? {} : { 'x-firebase-appcheck': token }),
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    signal,
  });
}

const canStream = ({ body }: FetchResponse): boolean => typeof body?.getReader === 'function' && decodesInPieces();

async function readText(response: FetchResponse, watch: IdleWatch): Promise<string> {
  let whole = '';
  await readPieces(response, watch, (text) => {
    whole += text;
    return 'more';
  });
  return whole;
}

async function readPieces(
  response: FetchResponse,
  watch: IdleWatch,
  onPiece: (text: string) => 'more' | 'enough',
): Promise<void> {
  if (!canStream(response) || !response.body) {
    onPiece(await watch.race(response.text()));
    return;
  }
  const reader: PieceReader = response.body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await watch.race(reader.read());
    watch.touch();
    if (onPiece(decoder.decode(value, { stream: !done })) === 'enough' || done) {
      return;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds; the header may also hold a date. */
function retryAfterOf({ headers }: FetchResponse, clock: Clock): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - clock.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
