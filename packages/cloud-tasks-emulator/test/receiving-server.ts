import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

export type Answer = (request: Received, response: ServerResponse) => void;

/** A real HTTP target that records what it gets and answers as told. */
export async function startReceivingServer(initial: Answer = (_, response) => response.end()) {
  const received: Received[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let answer = initial;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const got: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        at: Date.now(),
      };
      received.push(got);
      answer(got, response);
      for (const waiter of waiting.filter(({ count }) => received.length >= count)) {
        waiter.resolve();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answerWith(next: Answer) {
      answer = next;
    },
    /** Resolves when `count` requests have come in altogether. */
    count(count: number): Promise<void> {
      if (received.length >= count) {
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, headers);
    response.end();
  };
