import type { Clock } from '@sets/clock';

interface Closable {
  close(): Promise<void>;
}

export interface LazyClientOptions<Client> {
  readonly open: () => Client;
  readonly clock: Clock;
  /** Opened by then, whether anybody has needed it or not. */
  readonly withinMs: number;
}

export interface LazyClient<Client> {
  get(): Client;
  close(): Promise<void>;
}

/** A client that is costly to make: not while the process starts, and not on the time of a caller who comes later. */
export function createLazyClient<Client extends Closable>(options: LazyClientOptions<Client>): LazyClient<Client> {
  const { open, clock, withinMs } = options;
  let client: Client | undefined;
  const get = (): Client => {
    client ??= open();
    return client;
  };
  const cancel = clock.schedule(get, withinMs, { unref: true });
  return {
    get,
    async close() {
      cancel();
      await client?.close();
    },
  };
}
