import { createServer, type RequestListener } from 'node:http';

export interface LoopbackServer {
  /** Cuts what is open. */
  close(): Promise<void>;
}

/** Serves on this machine alone. Rejects where the port is taken. */
export async function serveOnLoopback(port: number, handler: RequestListener): Promise<LoopbackServer> {
  const server = createServer(handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
