import { Agent, request } from 'node:http';
import { expect, it } from 'vitest';
import { listen, PortTakenError } from '../src/index.ts';

const getVia = (agent: Agent, url: string) =>
  new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
    const outgoing = request(url, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }));
    });
    outgoing.once('error', reject);
    outgoing.end();
  });

it('says plainly that a port is taken', async () => {
  const first = await listen((_request, response) => response.end(), { port: 0 });
  const second = listen((_request, response) => response.end(), { port: first.port });
  await expect(second).rejects.toThrow(PortTakenError);
  await expect(second).rejects.toThrow(
    `Port ${first.port} on 127.0.0.1 is already in use. Stop the program that holds it, or choose another port.`,
  );
  await first.close({ graceMs: 0 });
});

it('closes idle keep-alive connections at once', async () => {
  const server = await listen((_request, response) => response.end('ok'), { port: 0 });
  const agent = new Agent({ keepAlive: true });
  await getVia(agent, server.url);
  await server.close({ graceMs: 60_000 });
  await expect(fetch(server.url)).rejects.toThrow();
  agent.destroy();
});

it('lets a running request finish, tells its connection to close, and takes no more', async () => {
  const entered = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const server = await listen(
    async (_request, response) => {
      entered.resolve();
      await finish.promise;
      response.end('ok');
    },
    { port: 0 },
  );
  const agent = new Agent({ keepAlive: true });
  const answer = getVia(agent, server.url);
  await entered.promise;
  const closed = server.close({ graceMs: 60_000 });
  await expect(fetch(server.url)).rejects.toThrow();
  finish.resolve();
  expect(await answer).toEqual({ status: 200, connection: 'close' });
  await closed;
  agent.destroy();
});

it('cuts what outlasts the grace time', async () => {
  const entered = Promise.withResolvers<void>();
  const server = await listen(() => entered.resolve(), { port: 0 });
  const answer = expect(fetch(server.url)).rejects.toThrow();
  await entered.promise;
  await server.close({ graceMs: 20 });
  await answer;
});
