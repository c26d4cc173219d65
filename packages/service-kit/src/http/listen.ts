import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type Clock, systemClock } from '@sets/clock';
import { answerUnreadable } from './unreadable-requests.ts';

/** Google's load balancer reuses connections for 600 s; a server that closes first races with its next request. */
const KEEP_ALIVE_MS = 620_000;

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${port} on ${host} is already in use. Stop the program that holds it, or choose another port.`, {
      cause,
    });
    this.port = port;
  }
}

export interface Listening {
  readonly port: number;
  readonly url: string;
  /**
   * Accepts nothing more, lets running requests finish for `graceMs`, then cuts them. Resolves when all is closed. A
   * further call joins the first.
   */
  close(options: { readonly graceMs: number }): Promise<void>;
}

export interface ListenOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host?: string;
  readonly clock?: Clock;
  /** How slowly a request may come. */
  readonly patience?: Patience;
}

/** Milliseconds from the connection, or the request before, until its head and the whole of it must have come. */
export interface Patience {
  readonly headMs: number;
  readonly requestMs: number;
  /** How often connections are looked at. */
  readonly lookEveryMs: number;
}

const PATIENCE: Patience = { headMs: 15_000, requestMs: 60_000, lookEveryMs: 5_000 };
const PROBE_AFTER_MS = 15_000;
/** Of the request line with all headers; larger ones are answered with 431. */
const MAX_HEAD_BYTES = 16_384;

const isPortTaken = (error: Error): boolean => 'code' in error && error.code === 'EADDRINUSE';
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** @throws PortTakenError */
export async function listen(
  handler: RequestListener,
  { port, host = '127.0.0.1', clock = systemClock, patience = PATIENCE }: ListenOptions,
): Promise<Listening> {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: patience.headMs,
      requestTimeout: patience.requestMs,
      connectionsCheckingInterval: patience.lookEveryMs,
      // Finds peers that are gone without a word, whose requests wait for an answer.
      keepAlive: true,
      keepAliveInitialDelay: PROBE_AFTER_MS,
      // Node's own refusal is no problem of ours: the app refuses what comes without a host; see `requireAllowedHost`.
      requireHostHeader: false,
    },
    handler,
  );
  answerUnreadable(server, clock);
  // An expectation that nobody knows may be passed over (RFC 9110, 10.1.1); Node's refusal, too, is none of ours.
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const running = new Set<ServerResponse>();
  let closing: Promise<void> | undefined;
  server.prependListener('request', (_request, response) => {
    running.add(response);
    if (closing !== undefined) {
      response.setHeader('Connection', 'close');
    }
    response.on('close', () => running.delete(response));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(isPortTaken(error) ? new PortTakenError(host, port, error) : error));
    server.listen(port, host, resolve);
  });
  async function close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    // Without this, Node keeps a busy keep-alive connection open after its response.
    for (const response of running) {
      if (!response.headersSent) {
        response.setHeader('Connection', 'close');
      }
    }
    const cancel = clock.schedule(() => server.closeAllConnections(), graceMs);
    await closed;
    cancel();
  }

  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;

  return {
    port: bound,
    url: `http://${bracketed(host)}:${bound}`,
    close({ graceMs }) {
      closing ??= close(graceMs);
      return closing;
    },
  };
}
