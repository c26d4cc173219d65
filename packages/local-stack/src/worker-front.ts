import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type LoopbackServer, serveOnLoopback } from './loopback-server.ts';

/**
 * One address before the workers of every region, as Cloud Run's are before its instances: `/{region}/…` goes round
 * that region's processes, as they are now. One that does not listen is passed over; one that dies in the middle of a
 * request costs that request.
 */
export async function startWorkerFront(
  port: number,
  /** Ports of a region's workers; undefined where there is no such region. */
  workersOf: (region: string) => readonly number[] | undefined,
): Promise<LoopbackServer> {
  let turn = 0;

  function pass(
    incoming: IncomingMessage,
    response: ServerResponse,
    call: { readonly path: string; readonly body: Buffer },
    candidates: readonly number[],
  ): void {
    const [target, ...others] = candidates;
    if (target === undefined) {
      response.writeHead(503, { 'retry-after': '1' }).end();
      return;
    }
    const { method, headers } = incoming;
    const outgoing = request(
      { host: '127.0.0.1', port: target, method, path: call.path, headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once('error', () => response.destroy());
      },
    );
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') {
        pass(incoming, response, call, others);
      } else {
        response.destroy();
      }
    });
    response.once('close', () => outgoing.destroy());
    outgoing.end(call.body);
  }

  return await serveOnLoopback(port, async (incoming, response) => {
    const [, region = '', path = '/'] = /^\/([^/?]+)(\/.*)?$/.exec(incoming.url ?? '') ?? [];
    const targets = workersOf(region);
    if (targets === undefined) {
      response.writeHead(404).end(`no region "${region}" here`);
      return;
    }
    const body = await buffer(incoming).catch(() => null);
    if (body === null) {
      return;
    }
    turn += 1;
    const from = turn % targets.length;
    pass(incoming, response, { path, body }, [...targets.slice(from), ...targets.slice(0, from)]);
  });
}
