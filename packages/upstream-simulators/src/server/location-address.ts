import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, Server as TcpServer } from 'node:net';
import type { NetworkEffect } from '../faults/fault-registry.ts';
import { startBlackHole } from './black-hole.ts';

/** Callers pool connections; a server that closes idle ones first causes resets that nobody asked for. */
const KEEP_ALIVE_MS = 120_000;

export interface AddressOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host: string;
  readonly onRequest: RequestListener;
  /** Hears of connections that a network effect cut or left hanging. */
  readonly onCut: (connections: number) => void;
}

/** An address that the network can be made to cut off. */
export interface Address {
  readonly port: number;
  /** Resolves once it is so; orders are carried out one after another. */
  apply(effect: NetworkEffect | null): Promise<void>;
  /** Resolves when the orders given so far are carried out. */
  settled(): Promise<void>;
  /** Ends every connection. */
  close(): Promise<void>;
}

export const listenOn = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/**
 * Listens like any server, until it is told to refuse connections (open ones are cut) or to become a black hole (open
 * ones are kept and never answered again).
 */
export async function openAddress({ port: wanted, host, onRequest, onCut }: AddressOptions): Promise<Address> {
  let state: NetworkEffect | null = null;
  let release: (() => Promise<void>) | null = null;
  let queue: Promise<void> = Promise.resolve();

  const server = createServer((request, response) => {
    if (state === 'black_hole') {
      onCut(1);
      return;
    }
    onRequest(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listenOn(server, wanted, host);
  const { port } = server.address() as AddressInfo;

  const stopListening = (): Promise<void> =>
    new Promise((resolve) => {
      // The HTTP server's own `close` would end idle connections, and its event waits for the others.
      TcpServer.prototype.close.call(server);
      setImmediate(resolve);
    });
  const countConnections = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0)));

  const change = async (effect: NetworkEffect | null): Promise<void> => {
    if (effect === state) {
      return;
    }
    const before = state;
    state = effect;
    if (before === null) {
      await stopListening();
    }
    if (before === 'black_hole') {
      await release?.();
      release = null;
      server.closeAllConnections();
    }
    if (effect === 'refuse') {
      onCut(await countConnections());
      server.closeAllConnections();
    } else if (effect === 'black_hole') {
      release = await startBlackHole(port, host);
    } else {
      await listenOn(server, port, host);
    }
  };

  return {
    port,
    apply(effect) {
      const done = queue.then(() => change(effect));
      queue = done.catch(() => {});
      return done;
    },
    settled: () => queue,
    async close() {
      await queue;
      await release?.();
      const closed = new Promise<void>((resolve) => (server.listening ? server.close(() => resolve()) : resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
