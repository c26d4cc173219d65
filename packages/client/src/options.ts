import { type Connection, type Credentials, createConnection } from './connection.ts';
import { type Clock, type Fetch, type Random, systemClock, systemFetch, systemRandom } from './platform.ts';

export interface ClientOptions extends Credentials {
  /** Where the API is, e.g. `https://api.example.com`. */
  readonly baseUrl: string;
  /** Milliseconds without a byte after which a request counts as dead. Default 30,000: twice the pulse of a stream. */
  readonly idleTimeoutMs?: number | undefined;
  /** How often a request is sent in all, where it may be sent again. Default 4. */
  readonly tries?: number | undefined;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** What every kind of client stands on. */
export interface ClientBase {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly random: Random;
  readonly tries: number;
}

export function createBase(options: ClientOptions): ClientBase {
  const { clock = systemClock, random = systemRandom, fetch = systemFetch, tries = 4 } = options;
  const { apiKey, appCheckToken, headers, idleTimeoutMs = 30_000 } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const connection = createConnection({ baseUrl, fetch, clock, idleTimeoutMs, apiKey, appCheckToken, headers });
  return { connection, clock, random, tries };
}
