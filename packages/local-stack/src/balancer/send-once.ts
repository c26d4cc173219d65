import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** One request as it is sent to an instance. */
export interface PassedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type Sent =
  | { readonly kind: 'answered'; readonly answer: IncomingMessage }
  /** Nobody listened: the instance cannot have seen the request. */
  | { readonly kind: 'never_sent' }
  /** The connection broke before an answer began: whether the instance acted on it is unknown. */
  | { readonly kind: 'broken' };

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'EADDRNOTAVAIL', 'ENETUNREACH', 'EHOSTUNREACH']);

/**
 * Sends a request to one instance, over a connection of its own: one that is reused may have died since, and then nobody
 * knows whether the request arrived. Resolves once the answer's headers are there.
 */
export const sendOnce = (
  instance: string,
  { method, path, headers, body }: PassedRequest,
  signal: AbortSignal,
): Promise<Sent> =>
  new Promise((resolve) => {
    const outgoing = request(new URL(path, instance), { method, headers, agent: false, signal }, (answer) =>
      resolve({ kind: 'answered', answer }),
    );
    outgoing.once('error', ({ code = '' }: NodeJS.ErrnoException) =>
      resolve({ kind: NEVER_CONNECTED.has(code) ? 'never_sent' : 'broken' }),
    );
    outgoing.end(body);
  });
