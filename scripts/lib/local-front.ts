import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

export interface LocalFront {
  close(): Promise<void>;
}

/**
 * One address before several processes, as Cloud Run's is before its instances: requests go round, a process that
 * does not listen is passed over, and a process that dies in the middle of a request costs that request.
 */
export async function startLocalFront(port: number, targets: readonly number[]): Promise<LocalFront> {
  let turn = 0;

  function pass(
    incoming: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    candidates: readonly number[],
  ): void {
    const [target, ...others] = candidates;
    if (target === undefined) {
      response.writeHead(503, { 'retry-after': '1' }).end();
      return;
    }
    const { method, url, headers } = incoming;
    const outgoing = request(
      { host: '127.0.0.1', port: target, method, path: url, headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once('error', () => response.destroy());
      },
    );
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') {
        pass(incoming, response, body, others);
      } else {
        response.destroy();
      }
    });
    response.once('close', () => outgoing.destroy());
    outgoing.end(body);
  }

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) {
      chunks.push(chunk as Buffer);
    }
    turn += 1;
    const from = turn % targets.length;
    pass(incoming, response, Buffer.concat(chunks), [...targets.slice(from), ...targets.slice(0, from)]);
  });
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
