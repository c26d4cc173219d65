import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError } from '@sets/contract';
import { createOutbound, type Outbound } from '@sets/service-kit';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Upstream {
  /** `http://127.0.0.1:{port}` */
  readonly base: string;
  readonly outbound: Outbound;
  readonly requests: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[];
  /** Answers a path (query aside) by the handler set last. */
  on(path: string, handler: Handler): void;
  json(path: string, body: unknown, status?: number, headers?: Record<string, string>): void;
  file(path: string, body: Uint8Array, headers?: Record<string, string | number>): void;
  /** Requests of one path so far. */
  hits(path: string): number;
  close(): Promise<void>;
}

/** One real server in place of all upstreams, and the real guard with exactly that server excepted. */
export async function startUpstream(): Promise<Upstream> {
  const handlers = new Map<string, Handler>();
  const requests: Upstream['requests'] = [];
  const pathOf = (url: string): string => url.replace(/\?.*$/, '');
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    requests.push({ method: request.method ?? '', url, headers: request.headers });
    const handler = handlers.get(pathOf(url));
    if (handler === undefined) {
      response.writeHead(404).end();
    } else {
      handler(request, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const outbound = createOutbound({ allow: [`127.0.0.1:${port}`] });
  const on = (path: string, handler: Handler): void => void handlers.set(path, handler);
  return {
    base: `http://127.0.0.1:${port}`,
    outbound,
    requests,
    on,
    json: (path, body, status = 200, headers = {}) =>
      on(path, (_request, response) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
      }),
    file: (path, body, headers = {}) =>
      on(path, (_request, response) => {
        response.writeHead(200, { 'content-length': body.length, ...headers }).end(body);
      }),
    hits: (path) => requests.filter(({ url }) => pathOf(url) === path).length,
    async close() {
      server.closeAllConnections();
      server.close();
      await outbound.close();
    },
  };
}

export const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));

/** The problem code of a rejection, or whatever else it rejected with. */
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ProblemError ? error.code : error),
  );
