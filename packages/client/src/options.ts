import { type Connection, type Credentials, createConnection } from './connection.ts';
import { type Clock, type Fetch, type Random, systemClock, systemFetch, systemRandom } from './platform.ts';

export interface ClientOptions extends Credentials {
  /** Where the API is, e.g. `https://api.example.com`; empty, or a path, on the host of a page. */
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

/** Else each request would fail as if the network were down, and be tried four times. */
function baseOf(text: string): string {
  if (typeof text !== 'string' || !/^(?:https?:\/\/[^/?#]|\/|$)/i.test(text) || /[?#\s]/.test(text)) {
    throw new TypeError(`baseUrl must be an address such as https://api.example.com, not ${JSON.stringify(text)}`);
  }
  return text.replace(/\/+$/, '');
}

/** @throws {TypeError} for a `baseUrl` that leads nowhere */
export function createBase(options: ClientOptions): ClientBase {
  const { clock = systemClock, random = systemRandom, fetch = systemFetch, tries = 4 } = options;
  const { apiKey, appCheckToken, headers, idleTimeoutMs = 30_000 } = options;
  const baseUrl = baseOf(options.baseUrl);
  const connection = createConnection({ baseUrl, fetch, clock, idleTimeoutMs, apiKey, appCheckToken, headers });
  return { connection, clock, random, tries };
}
