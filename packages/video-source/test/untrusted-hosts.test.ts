import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { createManualClock, whileTimePasses } from '@sets/clock/testing';
import { type ContentRef, ProblemError } from '@sets/contract';
import { createOutbound, silentLogger } from '@sets/service-kit';
import { refuseOutside } from '@sets/service-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVideoSource } from '../src/index.ts';
import { movie } from './posts.ts';

const outside = refuseOutside();
const servers: Server[] = [];
const sockets: Socket[] = [];

/** A server that accepts everybody and does with each connection what `serve` says. */
async function raw(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\n';
function serveMovie(socket: Socket): void {
  socket.once('data', () => {
    socket.write(`${HEAD}content-length: ${movie.length}\r\nconnection: close\r\n\r\n`);
    socket.end(movie);
  });
}

let silent: number;
let dripping: number;
let headersOnly: number;
let healthy: number;
let redirecting: number;
beforeAll(async () => {
  silent = await raw(() => {});
  headersOnly = await raw((socket) => socket.write(HEAD));
  dripping = await raw((socket) => {
    socket.write(`${HEAD}content-length: 1000000\r\n\r\n`);
    socket.write(movie.subarray(0, 5_000));
  });
  healthy = await raw(serveMovie);
  redirecting = await raw((socket) => {
    socket.end(`HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:${silent}/v.mp4\r\ncontent-length: 0\r\n\r\n`);
  });
});
afterAll(() => {
  for (const socket of sockets) {
    socket.destroy();
  }
  for (const server of servers) {
    server.close();
  }
  expect(outside).toEqual([]);
});

const link = (port: number, name: string, host = '127.0.0.1'): ContentRef => ({
  platform: 'direct',
  content_id: `${host}-${port}-${name}`,
  kind: 'video',
  canonical_url: `http://${host}:${port}/${name}.mp4`,
});

function startSource(slotsInAll = 40) {
  const clock = createManualClock();
  const allow = [silent, dripping, headersOnly, healthy, redirecting].flatMap((port) => [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
  ]);
  const outbound = createOutbound({ allow });
  const source = createVideoSource({
    ...{ fetch: outbound.fetch, scrapeCreators: { apiKey: '', baseUrl: '' }, maxVideoS: 600, logger: silentLogger },
    ...{ clock, untrusted: { slotsPerHost: 4, slotsInAll } },
  });
  const outcomeOf = async (ref: ContentRef): Promise<string> => {
    try {
      await source.fetchMedia(await source.fetchPost(ref));
      return 'fetched';
    } catch (error) {
      return error instanceof ProblemError ? `${error.code}${error.retryable ? ', again' : ''}` : String(error);
    }
  };
  return { clock, outcomeOf, close: outbound.close };
}

const tally = (outcomes: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(outcomes, (outcome) => outcome)].map(([name, all]) => [name, all.length]));

describe('160 links to one server that accepts and never sends a file', () => {
  it.each<[string, () => number]>([
    ['that says nothing', () => silent],
    ['that sends its headers and no more', () => headersOnly],
    ['that drips', () => dripping],
  ])('%s hold four places at most, and all end within seconds with what is the matter', async (_what, portOf) => {
    const { clock, outcomeOf, close } = startSource();
    const links = Array.from({ length: 160 }, (_, index) => link(portOf(), `v${index}`));
    const before = sockets.length;
    const startedAt = clock.monotonic();
    const first = await whileTimePasses(clock, Promise.all(links.map(outcomeOf)));
    expect(tally(first)).toEqual({ 'host_busy, again': 156, host_unresponsive: 4 });
    expect(sockets.length - before).toBe(4);
    // Those that were told to come again hear at once that it is no use.
    const second = await Promise.all(links.slice(4).map(outcomeOf));
    expect(tally(second)).toEqual({ host_unresponsive: 156 });
    expect(sockets.length - before).toBe(4);
    expect(clock.monotonic() - startedAt).toBeLessThanOrEqual(20_000);
    await close();
  });

  it('leave the places of other hosts alone', async () => {
    const { clock, outcomeOf, close } = startSource();
    const hostile = Promise.all(Array.from({ length: 160 }, (_, index) => outcomeOf(link(silent, `w${index}`))));
    const others = Array.from({ length: 4 }, (_, index) => outcomeOf(link(healthy, `h${index}`, 'localhost')));
    expect(tally(await Promise.all(others))).toEqual({ fetched: 4 });
    await whileTimePasses(clock, hostile);
    await close();
  });

  it('hold no more by way of a redirect', async () => {
    const { clock, outcomeOf, close } = startSource();
    const links = Array.from({ length: 40 }, (_, index) => link(redirecting, `r${index}`, 'localhost'));
    let ended = 0;
    const asked = links.map((ref) => outcomeOf(ref).finally(() => (ended += 1)));
    // Looking names up takes time of its own: none passes here before everybody has asked.
    while (ended < 36) {
      await new Promise((resolve) => void setImmediate(resolve));
    }
    const outcomes = await whileTimePasses(clock, Promise.all(asked));
    expect(tally(outcomes)).toEqual({ 'host_busy, again': 36, host_unresponsive: 4 });
    // The silence is that of the host behind it.
    expect(await outcomeOf(link(healthy, 'after', 'localhost'))).toBe('fetched');
    await close();
  });
});

it('a host that answers serves any number of files, four at a time', async () => {
  const { outcomeOf, close } = startSource();
  let waiting = Array.from({ length: 30 }, (_, index) => link(healthy, `m${index}`));
  while (waiting.length > 0) {
    const outcomes = await Promise.all(waiting.map(outcomeOf));
    expect(outcomes.filter((outcome) => outcome === 'fetched').length).toBe(Math.min(4, waiting.length));
    waiting = waiting.filter((_, index) => outcomes[index] !== 'fetched');
  }
  await close();
});
