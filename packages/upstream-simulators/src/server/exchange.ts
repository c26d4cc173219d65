import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP request on its way through the simulators. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** Path below the upstream's own prefix, starting with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The caller's region, from the prefix `/from/:region`. */
  readonly from: string | null;
  /** The Gemini location at whose own address the request came in; null at the main address. */
  readonly location: string | null;
  /** Where this caller reaches the simulators, for links inside answers. */
  readonly baseUrl: string;
  /** Whether this is the first request on its connection. */
  readonly newConnection: boolean;
  /** Fires when the client has gone, or the simulators close. */
  readonly gone: AbortSignal;
}

/** Thrown to answer with a status and body in the upstream's own form. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`answered ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) {
      chunks.push(chunk);
    }
  }
  return bytes > maxBytes ? 'too_large' : Buffer.concat(chunks);
}

const JSON_TYPE = 'application/json; charset=UTF-8';

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': JSON_TYPE, 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => sendText(response, status, JSON.stringify(body), headers);

/** Promises the whole body, sends half of it and resets the connection. */
export function sendHalf(response: ServerResponse, body: string | Buffer, contentType = JSON_TYPE): Promise<void> {
  const bytes = Buffer.from(body);
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length });
  return new Promise((resolve) => {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
      response.socket?.resetAndDestroy();
      resolve();
    });
  });
}
