import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { type Clock, systemClock } from '@sets/clock';
import { createCdnUpstream } from './cdn/cdn-upstream.ts';
import { loadMediaLibrary } from './cdn/media-library.ts';
import { createFaultRegistry, type FaultRegistry } from './faults/fault-registry.ts';
import { FIXTURES_DIR } from './fixtures-dir.ts';
import { createGeminiUpstream, parseTarget } from './gemini/gemini-upstream.ts';
import { createLatencyModel, type LatencyMode, type LatencyModel } from './latency/latency-model.ts';
import { loadDemoPosts } from './posts/demo-posts.ts';
import { createMediaKnowledge } from './posts/media-knowledge.ts';
import { createPostLibrary, type PostLibrary, type SimulatedPost } from './posts/simulated-post.ts';
import { createScrapeCreatorsUpstream, parseLookup } from './scrape-creators/scrape-creators-upstream.ts';
import { createControlPlane } from './server/control-plane.ts';
import { type Counters, createCounters } from './server/counters.ts';
import { type Exchange, sendJson } from './server/exchange.ts';
import { createCallServer } from './server/serve-call.ts';
import { createShortLinksUpstream } from './short-links/short-links-upstream.ts';
import { workload } from './workload/workload.ts';

export interface SimulatorOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host?: string;
  readonly mode: LatencyMode;
  /** Seeds latencies, own failures and shares of faults; the workload's own by default. */
  readonly seed?: number;
  readonly fixturesDir?: string;
  /** Posts beside the demo's, e.g. a catalogue. */
  readonly posts?: readonly SimulatedPost[];
  /** The only ScrapeCreators key that is accepted; any by default. */
  readonly scrapeCreatorsApiKey?: string;
  readonly clock?: Clock;
}

export interface Simulators {
  readonly port: number;
  readonly host: string;
  readonly controls: {
    readonly faults: FaultRegistry;
    readonly counters: Counters;
    readonly posts: PostLibrary;
    readonly latency: LatencyModel;
  };
  /** Ends every connection, hanging ones too. */
  close(): Promise<void>;
}

export async function startSimulators(options: SimulatorOptions): Promise<Simulators> {
  const {
    port,
    host = '127.0.0.1',
    mode,
    seed = workload.seed,
    fixturesDir = FIXTURES_DIR,
    clock = systemClock,
  } = options;
  const closing = new AbortController();
  const library = loadMediaLibrary(join(fixturesDir, 'media'));
  const posts = createPostLibrary([...loadDemoPosts(fixturesDir).map((demo) => demo.post), ...(options.posts ?? [])]);
  const media = createMediaKnowledge(library, posts.find, posts.findByMarker);
  const latency = createLatencyModel(workload, mode, seed);
  const faults = createFaultRegistry(seed);
  const counters = createCounters();

  const serveCall = createCallServer({ clock, latency, faults, counters });
  const gemini = createGeminiUpstream({ clock, latency, counters, media });
  const scrapeCreators = createScrapeCreatorsUpstream({
    clock,
    find: posts.find,
    fixturesDir,
    apiKey: options.scrapeCreatorsApiKey ?? null,
  });
  const cdn = createCdnUpstream({ clock, latency, library, findByMarker: posts.findByMarker });
  const shortLinks = createShortLinksUpstream(posts.findByMarker);
  const control = createControlPlane({ faults, counters, posts });

  const route = async (prefix: string, exchange: Exchange): Promise<void> => {
    if (prefix === '_control') {
      return control(exchange);
    }
    if (prefix === 'cdn') {
      return serveCall(exchange, cdn(exchange));
    }
    if (prefix === 'short') {
      return serveCall(exchange, shortLinks(exchange));
    }
    const target = prefix === 'gemini' ? parseTarget(exchange.path) : null;
    if (target !== null) {
      return serveCall(exchange, gemini(exchange, target));
    }
    const lookup = prefix === 'scrapecreators' ? parseLookup(exchange.path, exchange.query) : null;
    if (lookup !== null) {
      return serveCall(exchange, scrapeCreators(exchange, lookup));
    }
    sendJson(exchange.response, 404, { error: `the simulators have nothing at /${prefix}${exchange.path}` });
  };

  const served = new WeakSet<Socket>();
  const server = createServer((request, response) => {
    const { prefix, exchange } = readExchange(request, response, !served.has(request.socket), closing.signal);
    served.add(request.socket);
    route(prefix, exchange).catch((error: unknown) => {
      if (exchange.gone.aborted) {
        return;
      }
      if (response.headersSent) {
        response.destroy();
      } else {
        sendJson(response, 500, { error: `the simulators failed: ${String(error)}` });
      }
    });
  });
  // Callers pool connections; a server that closes idle ones first causes resets that nobody asked for.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    host,
    controls: { faults, counters, posts, latency },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      closing.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}

function readExchange(
  request: IncomingMessage,
  response: ServerResponse,
  newConnection: boolean,
  closing: AbortSignal,
): { prefix: string; exchange: Exchange } {
  const origin = `http://${request.headers.host ?? 'localhost'}`;
  const url = new URL(request.url ?? '/', origin);
  const segments = url.pathname.split('/').slice(1);
  const from = segments[0] === 'from' ? (segments[1] ?? null) : null;
  const [prefix = '', ...rest] = from === null ? segments : segments.slice(2);
  const gone = new AbortController();
  const leave = () => gone.abort();
  closing.addEventListener('abort', leave, { once: true });
  response.once('close', () => {
    closing.removeEventListener('abort', leave);
    if (!response.writableFinished) {
      leave();
    }
  });
  return {
    prefix,
    exchange: {
      request,
      response,
      method: request.method ?? 'GET',
      path: `/${rest.join('/')}`,
      query: url.searchParams,
      from,
      baseUrl: from === null ? origin : `${origin}/from/${from}`,
      newConnection,
      gone: gone.signal,
    },
  };
}
