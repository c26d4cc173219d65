import { type Clock, systemClock } from '@sets/clock';
import { Agent, buildConnector, Client, type Dispatcher, Pool } from 'undici';
import { type Resolve, systemResolve } from '../outbound/resolve.ts';
import { cacheResolve, toLookup } from './cache-resolve.ts';
import { type Connection, createSocketBudget, type SocketBudget } from './socket-budget.ts';

export interface HttpAgentOptions {
  /** Open sockets over all hosts. Default 100. */
  readonly maxSockets?: number;
  /** Open sockets per host; requests beyond wait. Default 20. */
  readonly maxSocketsPerHost?: number;
  /** How long an address is remembered. Default 300 s. */
  readonly dnsTtlMs?: number;
  /** How long an unused socket stays open; a server's shorter hint wins. Default 60 s. */
  readonly keepAliveMs?: number;
  readonly resolve?: Resolve;
  /** Replaces the connector, e.g. by one that checks addresses; it then does its own lookups. */
  readonly connect?: buildConnector.connector;
  readonly clock?: Clock;
}

function createBudgetedClient(
  origin: URL,
  options: Client.Options,
  connect: buildConnector.connector,
  budget: SocketBudget,
) {
  const connection: Connection = { idle: () => client.stats.size === 0, socket: null };
  const client: Client = new Client(origin, {
    ...options,
    connect: (target, callback) =>
      budget.acquire(connection, (onOpen, onFailure) => {
        connect(target, (...[error, socket]) => {
          if (error === null) {
            onOpen(socket);
            callback(null, socket);
          } else {
            onFailure();
            callback(error, null);
          }
        });
      }),
  });
  // The pool's own listener runs after this one and may put the next request on the connection.
  client.on('drain', () => queueMicrotask(budget.becameIdle));
  return client;
}

/**
 * The connection pool for calls to upstreams: undici with a cap per host and, which undici lacks, one in total.
 * HTTP/1.1 only: with HTTP/2 one lost connection would fail every call to that host at once.
 */
export function createHttpAgent(options: HttpAgentOptions = {}): Dispatcher {
  const { maxSockets = 100, maxSocketsPerHost = 20, dnsTtlMs = 300_000, keepAliveMs = 60_000 } = options;
  const { resolve = systemResolve, clock = systemClock } = options;
  const lookup = toLookup(cacheResolve(resolve, { ttlMs: dnsTtlMs, clock }));
  const connect = options.connect ?? buildConnector({ lookup } as buildConnector.BuildOptions);
  const budget = createSocketBudget(maxSockets);
  return new Agent({
    connections: maxSocketsPerHost,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    allowH2: false,
    factory: (origin, poolOptions) =>
      new Pool(origin, {
        ...poolOptions,
        factory: (target, clientOptions) => createBudgetedClient(target, clientOptions, connect, budget),
      }),
  });
}
