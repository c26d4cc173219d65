import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type Clock, systemClock } from '@sets/clock';
import { loadMediaLibrary } from './cdn/media-library.ts';
import { createFaultRegistry, type FaultRegistry } from './faults/fault-registry.ts';
import { FIXTURES_DIR } from './fixtures-dir.ts';
import { createUploadedFiles } from './gemini/uploaded-files.ts';
import { createLatencyModel, type LatencyMode, type LatencyModel, MODE_SCALE } from './latency/latency-model.ts';
import { loadDemoPosts } from './posts/demo-posts.ts';
import { createMediaKnowledge } from './posts/media-knowledge.ts';
import { createPostsFile } from './posts/posts-file.ts';
import { createPostLibrary, type PostLibrary, type SimulatedPost } from './posts/simulated-post.ts';
import { createRouter } from './route-exchange.ts';
import { type Counters, createCounters } from './server/counters.ts';
import { type Exchange, sendJson } from './server/exchange.ts';
import { type Address, openAddress } from './server/location-address.ts';
import { startNetworkEffects } from './server/network-effects.ts';
import { createStagedObjects } from './storage/staged-objects.ts';
import { createIssuedTokens } from './tokens/issued-tokens.ts';
import { workload } from './workload/workload.ts';

export interface SimulatorOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host?: string;
  /**
   * Gemini locations with an address of their own, so that a caller's limits per host are real: location → port, 0
   * picks a free one. The main address serves all locations as well.
   */
  readonly locationPorts?: Readonly<Record<string, number>>;
  readonly mode: LatencyMode;
  /** Seeds latencies, own failures and shares of faults; the workload's own by default. */
  readonly seed?: number;
  readonly fixturesDir?: string;
  /** Posts beside the demo's, e.g. a catalogue. */
  readonly posts?: readonly SimulatedPost[];
  /** Keeps the posts that are added, so that a restart knows them; forgotten by default. */
  readonly postsFile?: string;
  /** The only ScrapeCreators key that is accepted; any by default. */
  readonly scrapeCreatorsApiKey?: string;
  /** The only Gemini API key that is accepted; any by default. */
  readonly geminiApiKey?: string;
  /** Whether Vertex calls must carry a token of the metadata stand-in. Default false. */
  readonly requireTokens?: boolean;
  readonly clock?: Clock;
}

export interface Simulators {
  readonly port: number;
  readonly host: string;
  /** The ports of the locations that have one. */
  readonly locationPorts: Readonly<Record<string, number>>;
  readonly controls: {
    readonly faults: FaultRegistry;
    /** Resolves when the network is as the faults ask. */
    readonly networkSettled: () => Promise<void>;
    readonly counters: Counters;
    readonly posts: PostLibrary;
    readonly latency: LatencyModel;
  };
  /** Ends every connection, hanging ones too. */
  close(): Promise<void>;
}

/** How long the Gemini API takes to make an upload usable. */
const FILE_PROCESSING_MS = 2_000;

export async function startSimulators(options: SimulatorOptions): Promise<Simulators> {
  const { mode, host = '127.0.0.1', seed = workload.seed, fixturesDir = FIXTURES_DIR, clock = systemClock } = options;
  const closing = new AbortController();
  const library = loadMediaLibrary(join(fixturesDir, 'media'));
  const file = options.postsFile === undefined ? null : createPostsFile(options.postsFile);
  const posts = createPostLibrary({
    posts: [...loadDemoPosts(fixturesDir).map(({ post }) => post), ...(options.posts ?? []), ...(file?.read() ?? [])],
    onAdd: (post) => file?.append(post),
  });
  const ownAddresses = Object.keys(options.locationPorts ?? {});
  const faults = createFaultRegistry({ seed, clock, ownAddresses });
  const counters = createCounters();
  const latency = createLatencyModel(workload, mode, seed);
  const issuedTokens = createIssuedTokens(clock);
  const staged = createStagedObjects();
  const addresses = new Map<string, Address>();
  const network = startNetworkEffects(clock, faults, addresses);
  const route = createRouter({
    ...{ clock, latency, faults, counters, posts, library, fixturesDir, issuedTokens, staged },
    media: createMediaKnowledge({ library, find: posts.find, findByMarker: posts.findByMarker, staged }),
    files: createUploadedFiles(clock, FILE_PROCESSING_MS * MODE_SCALE[mode]),
    tokens: options.requireTokens === true ? issuedTokens : null,
    apiKey: options.geminiApiKey ?? null,
    scrapeCreatorsApiKey: options.scrapeCreatorsApiKey ?? null,
    networkSettled: network.settled,
  });

  const listener = (location: string | null): RequestListener => {
    const served = new WeakSet<Socket>();
    return (request, response) => {
      const { prefix, exchange } = readExchange(request, response, {
        location,
        newConnection: !served.has(request.socket),
        closing: closing.signal,
      });
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
    };
  };

  const main = await openAddress({ port: options.port, host, onRequest: listener(null), onCut: () => {} });
  try {
    for (const [location, port] of Object.entries(options.locationPorts ?? {})) {
      const onCut = (connections: number): void => faults.countCut(location, connections);
      addresses.set(location, await openAddress({ port, host, onRequest: listener(location), onCut }));
    }
  } catch (error) {
    await Promise.all([main, ...addresses.values()].map((address) => address.close()));
    throw error;
  }

  return {
    port: main.port,
    host,
    locationPorts: Object.fromEntries([...addresses].map(([location, { port }]) => [location, port])),
    controls: { faults, networkSettled: network.settled, counters, posts, latency },
    async close() {
      closing.abort();
      network.stop();
      await Promise.all([main, ...addresses.values()].map((address) => address.close()));
    },
  };
}

interface Arrival {
  /** Whose own address the request came to; null for the main one. */
  readonly location: string | null;
  readonly newConnection: boolean;
  readonly closing: AbortSignal;
}

function readExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { location, newConnection, closing }: Arrival,
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
      location,
      baseUrl: from === null ? origin : `${origin}/from/${from}`,
      newConnection,
      gone: gone.signal,
    },
  };
}
