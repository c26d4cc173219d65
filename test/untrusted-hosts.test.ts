import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { until } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

const LINKS = 160;
const PLACES = 80;

let world: World;
let server: Server;
const sockets = new Set<Socket>();
/** Downloads that a worker holds open now, and the most that it has held at once; the API's look is a HEAD. */
let held = 0;
let most = 0;

/** Accepts everybody, reads what comes, and never says a word. */
function swallow(socket: Socket): void {
  sockets.add(socket);
  let counted = false;
  socket.on('error', () => {});
  socket.on('data', (data) => {
    if (!counted && data.toString('latin1').startsWith('GET ') && !/^range:/im.test(data.toString('latin1'))) {
      counted = true;
      held += 1;
      most = Math.max(most, held);
    }
  });
  socket.on('close', () => {
    held -= counted ? 1 : 0;
    sockets.delete(socket);
  });
}

beforeAll(async () => {
  server = createServer(swallow);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  world = await startWorld({
    name: 'untrusted-hosts',
    outboundAllow: [`127.0.0.1:${port}`],
    env: { MAX_CONCURRENT_PROCESSING: String(PLACES) },
  });
});
afterAll(async () => {
  for (const socket of sockets) {
    socket.destroy();
  }
  server.close();
  await world?.close();
});

it('160 links to a server that never answers leave nine of ten places to others, and end with what is the matter', async () => {
  const { port } = server.address() as AddressInfo;
  const submits = Array.from({ length: LINKS }, (_, index) =>
    world.api.submit({ url: `http://127.0.0.1:${port}/v${index}.mp4` }),
  );
  const ids = (await Promise.all(submits)).map(({ job }) => job.id);
  expect(new Set(ids).size).toBe(LINKS);

  // Others are served meanwhile.
  const { link } = await world.post();
  expect(await world.finish({ url: link })).toMatchObject({ status: 'succeeded' });

  const ended = await until(`the end of ${LINKS} jobs`, async () => {
    const jobs = await Promise.all(ids.map((id) => world.api.job(id)));
    return jobs.every(({ done }) => done) && jobs;
  });
  expect(new Set(ended.map(({ error }) => error?.code))).toEqual(new Set(['host_unresponsive']));
  expect(ended.every(({ usage }) => usage === null || usage.model_calls === 0)).toBe(true);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(PLACES / 10);
});
