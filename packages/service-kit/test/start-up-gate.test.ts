import { request as httpRequest, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { LIVENESS } from '@sets/contract/liveness';
import { afterEach, expect, it } from 'vitest';
import { type Listening, listen } from '../src/index.ts';
import { createStartUpGate } from '../src/start/start-up-gate.ts';

const servers: Listening[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server.close({ graceMs: 0 });
  }
});

/** A gate on a real port, and an app behind it that tells which requests it has had. */
async function setUp() {
  const gate = createStartUpGate();
  const arrived: string[] = [];
  const waiters: (() => void)[] = [];
  const server = await listen(
    (request, response) => {
      arrived.push(request.url ?? '');
      gate.handler(request, response);
      waiters.splice(0).forEach((wake) => void wake());
    },
    { port: 0 },
  );
  servers.push(server);
  const answered: string[] = [];
  const app: RequestListener = async (request, response) => {
    answered.push(request.url ?? '');
    response.end(`${request.method} ${await text(request)}`);
  };
  /** Until so many requests have come to the port. */
  async function arrivals(count: number): Promise<void> {
    while (arrived.length < count) {
      await new Promise<void>((resolve) => waiters.push(resolve));
    }
  }
  return { gate, server, app, answered, arrivals };
}

it('answers that the process lives before there is an app', async () => {
  const { server } = await setUp();
  const answer = await fetch(`${server.url}${LIVENESS.path}`);
  expect([answer.status, answer.headers.get('cache-control'), await answer.json()]).toEqual([
    ...[200, 'no-store', LIVENESS.body],
  ]);
});

it('holds every other request, with its body, until the app is there', async () => {
  const { gate, server, app, answered, arrivals } = await setUp();
  const first = fetch(`${server.url}/first`);
  await arrivals(1);
  const second = fetch(`${server.url}${LIVENESS.path}`, { method: 'POST', body: 'a body' });
  await arrivals(2);
  expect(answered).toEqual([]);
  gate.open(app);
  expect(await (await first).text()).toBe('GET ');
  expect(await (await second).text()).toBe('POST a body');
  expect(answered).toEqual(['/first', LIVENESS.path]);
});

it('is out of the way once the app is there, also of the probe', async () => {
  const { gate, server, app, answered } = await setUp();
  gate.open(app);
  await fetch(`${server.url}${LIVENESS.path}`);
  await fetch(`${server.url}/later`);
  expect(answered).toEqual([LIVENESS.path, '/later']);
});

it('forgets who has left', async () => {
  const { gate, server, app, answered, arrivals } = await setUp();
  const left = Promise.withResolvers<void>();
  const leaving = httpRequest(`${server.url}/gone`);
  leaving.once('error', () => left.resolve());
  leaving.end();
  await arrivals(1);
  leaving.destroy(new Error('left'));
  await left.promise;
  // Comes after the end of the other connection, which the server has then seen.
  const stays = fetch(`${server.url}/stays`);
  await arrivals(2);
  gate.open(app);
  await stays;
  expect(answered).toEqual(['/stays']);
});
