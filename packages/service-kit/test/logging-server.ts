import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Hit {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly clientPort: number | undefined;
}

/** A server that nobody but the guard's exceptions may reach; it logs each hit. */
export async function startLoggingServer(host: string) {
  const hits: Hit[] = [];
  const routes = new Map<string, (response: ServerResponse) => void>();
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      hits.push({
        path,
        method: request.method ?? '',
        headers: request.headers,
        body,
        clientPort: request.socket.remotePort,
      });
      const route = routes.get(path);
      if (route === undefined) {
        response.end('reached');
      } else {
        route(response);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const redirect = (path: string, location: string, status = 302): void => {
    routes.set(path, (response) => response.writeHead(status, { location }).end('moved'));
  };
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { port, hits, redirect, close };
}

export type LoggingServer = Awaited<ReturnType<typeof startLoggingServer>>;
