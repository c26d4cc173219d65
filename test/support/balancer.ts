import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address before several, as a balancer has it: each connection goes to the first that takes it. */
export interface Balancer {
  readonly url: string;
  /** Connections that each was given. */
  readonly given: readonly number[];
  close(): Promise<void>;
}

export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const given = ports.map(() => 0);
  const open = new Set<Socket>();

  function pass(client: Socket, index: number): void {
    const port = ports[index];
    if (port === undefined) {
      client.destroy();
      return;
    }
    const behind = connect(port, '127.0.0.1');
    let taken = false;
    behind.once('connect', () => {
      taken = true;
      given[index] = (given[index] ?? 0) + 1;
      client.pipe(behind).pipe(client);
    });
    behind.on('error', () => {});
    behind.once('close', () => (taken ? client.destroy() : pass(client, index + 1)));
    client.once('close', () => behind.destroy());
  }

  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => {});
    client.once('close', () => open.delete(client));
    pass(client, 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    given,
    close: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const client of open) {
        client.destroy();
      }
      return promise;
    },
  };
}
