import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import type { LoopbackServer } from './loopback-server.ts';
import { freePorts } from './ports.ts';
import { startWorkerFront } from './worker-front.ts';

let front: LoopbackServer | undefined;
const servers: Server[] = [];
afterEach(async () => {
  await front?.close();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function worker(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const named =
  (name: string): RequestListener =>
  async (request, response) => {
    const body = await text(request);
    response.setHeader('x-auth', request.headers.authorization ?? '');
    response.writeHead(201).end(`${name} ${request.method} ${request.url} ${body}`);
  };

async function startFront(regions: Readonly<Record<string, readonly number[]>>): Promise<string> {
  const { workerFront } = await freePorts([{ region: 'any', apis: 0, workers: 2 }]);
  const port = workerFront ?? 0;
  front = await startWorkerFront(port, (region) => regions[region]);
  return `http://127.0.0.1:${port}`;
}

it('passes a request on to its region, without the region in its path', async () => {
  const url = await startFront({ here: [await worker(named('here'))], there: [await worker(named('there'))] });
  const answer = await fetch(`${url}/there/tasks/extract?a=1`, {
    method: 'POST',
    headers: { authorization: 'Bearer x' },
    body: 'task',
  });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('x-auth')).toBe('Bearer x');
  expect(await answer.text()).toBe('there POST /tasks/extract?a=1 task');
  expect((await fetch(`${url}/elsewhere/tasks/extract`, { method: 'POST' })).status).toBe(404);
});

it('goes round the workers of a region, past one that does not listen', async () => {
  const { regions } = await freePorts([{ region: 'any', apis: 0, workers: 1 }]);
  const gone = regions[0]?.workers[0] ?? 0;
  const url = await startFront({ here: [await worker(named('a')), gone, await worker(named('b'))] });
  const answers: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    answers.push((await (await fetch(`${url}/here/`)).text()).slice(0, 1));
  }
  expect(new Set(answers)).toEqual(new Set(['a', 'b']));
});

it('says 503 when nobody listens, and cuts the request of a worker that dies under it', async () => {
  const { regions } = await freePorts([{ region: 'any', apis: 0, workers: 1 }]);
  const dying = await worker((request) => request.socket.destroy());
  const url = await startFront({ gone: regions[0]?.workers ?? [], dying: [dying] });
  expect((await fetch(`${url}/gone/`)).status).toBe(503);
  await expect(fetch(`${url}/dying/`)).rejects.toThrow('fetch failed');
});
