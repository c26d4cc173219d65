import { createReadStream } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { jobOf, problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

const VIDEO = join(import.meta.dirname, '../packages/upstream-simulators/fixtures/media/torchcodec__nasa_13013.mp4');

let world: World;
/** What nobody may reach, at an odd port and, where the system lets us, at port 80. */
const inner: Server[] = [];
/** The one exception of the guard: a server that sends its callers on. */
let redirector: Server;
const hits: string[] = [];
const passed: string[] = [];

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listen(handler: RequestListener, port: number, host = '127.0.0.1'): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

const logHit: RequestListener = (request, response) => {
  hits.push(`${request.method} ${request.headers.host}${request.url}`);
  response.setHeader('content-type', 'video/mp4');
  createReadStream(VIDEO).pipe(response);
};

/** `?to=` redirects there; with `&head=ok` only once somebody wants the file itself. */
const sendOn: RequestListener = (request, response) => {
  passed.push(`${request.method} ${request.url}`);
  const query = new URL(request.url ?? '', 'http://redirector').searchParams;
  const target = query.get('to');
  if (target === null || (query.get('head') === 'ok' && request.method === 'HEAD')) {
    response.setHeader('content-type', 'video/mp4');
    if (request.method === 'HEAD') {
      response.end();
    } else {
      createReadStream(VIDEO).pipe(response);
    }
    return;
  }
  // Header bytes as written: UTF-8, though Node takes them for Latin-1.
  response.writeHead(302, { location: Buffer.from(target).toString('latin1') }).end();
};

beforeAll(async () => {
  inner.push(await listen(logHit, 0));
  for (const [port, host] of [
    [80, '127.0.0.1'],
    [80, '::1'],
    [portOf(inner[0] as Server), '::1'],
  ] as const) {
    // Not every system lets us; the addresses are tried all the same.
    await listen(logHit, port, host).then(
      (server) => inner.push(server),
      () => {},
    );
  }
  redirector = await listen(sendOn, 0);
  world = await startWorld({ name: 'outbound-guard', outboundAllow: [`127.0.0.1:${portOf(redirector)}`] });
});
afterAll(async () => {
  await world?.close();
  for (const server of [...inner, redirector]) {
    server.close();
    server.closeAllConnections();
  }
});
beforeEach(() => {
  hits.length = 0;
  passed.length = 0;
});

const HOSTS = [
  '127.0.0.1',
  'localhost',
  'localhost.',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '017700000001',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:0001]',
  '１２７.0.0.1',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '[fe80::1]',
  '[fd00::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
];

const spellings = (): string[] =>
  HOSTS.flatMap((host) => [`http://${host}/v.mp4`, `http://${host}:${portOf(inner[0] as Server)}/v.mp4`]);
const via = (target: string, more = ''): string =>
  `http://127.0.0.1:${portOf(redirector)}/v.mp4?to=${encodeURIComponent(target)}${more}`;

/** The code that a link is refused with, at once or by its job. */
async function refusalOf(url: string): Promise<string | undefined> {
  const answer = await world.api.post('/v1/jobs', { url });
  return answer.status > 299 ? problemOf(answer).code : (await world.ended(jobOf(answer).id)).error?.code;
}

/** A host in odd letters is no link at all. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['forbidden_address', 'invalid_url']);

/** Codes by link, for the links that were not refused for their address. */
async function otherwise(links: readonly string[]): Promise<Record<string, string | undefined>> {
  const codes = await Promise.all(links.map(async (link) => [link, await refusalOf(link)] as const));
  return Object.fromEntries(codes.filter(([, code]) => !REFUSALS.has(code)));
}

describe('links to addresses that are not public', () => {
  it('lets the one exception through, so that a refusal below is the guard’s', async () => {
    const job = await world.finish({ url: `http://127.0.0.1:${portOf(redirector)}/v.mp4` });
    expect(job).toMatchObject({ done: true, source: { platform: 'direct' } });
    expect(passed.map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(['HEAD', 'GET']));
  });

  it('refuses them in every spelling', async () => {
    expect(await otherwise(spellings())).toEqual({});
    expect(hits).toEqual([]);
  });

  it('refuses them as the target of a redirect, when the link is looked at', async () => {
    expect(await otherwise(spellings().map((target) => via(target)))).toEqual({});
    expect(passed).toHaveLength(spellings().length);
    expect(hits).toEqual([]);
  });

  it('refuses them as the target of a redirect that only the worker is sent to', async () => {
    const targets = ['127.0.0.1', 'localhost', '169.254.169.254', '[::ffff:127.0.0.1]', '2130706433'];
    const links = targets.map((host) => via(`http://${host}:${portOf(inner[0] as Server)}/v.mp4`, '&head=ok'));
    expect(await otherwise(links)).toEqual({});
    expect(passed.filter((line) => line.startsWith('GET'))).toHaveLength(targets.length);
    expect(hits).toEqual([]);
  });

  it('refuses other schemes and credentials', async () => {
    const { port } = { port: portOf(inner[0] as Server) };
    for (const url of [`file:///etc/passwd`, `gopher://127.0.0.1:${port}/v.mp4`, `ftp://127.0.0.1:${port}/v.mp4`]) {
      expect(await refusalOf(url)).toBe('unsupported_url');
    }
    expect(await refusalOf(`http://a:b@127.0.0.1:${portOf(redirector)}/v.mp4`)).toBe('forbidden_address');
    expect(await refusalOf(via(`file:///etc/passwd`))).toBe('forbidden_address');
    expect(hits).toEqual([]);
  });
});
