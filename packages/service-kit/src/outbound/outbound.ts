import { isIP } from 'node:net';
import { type Clock, systemClock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { type RequestInit, type Response, fetch as undiciFetch } from 'undici';
import { cacheResolve } from '../http-agent/cache-resolve.ts';
import { createHttpAgent, type HttpAgentOptions } from '../http-agent/http-agent.ts';
import { createGuardedConnect } from './guarded-connect.ts';
import { type Resolve, systemResolve } from './resolve.ts';
import { inspectTarget, type TargetPolicy } from './target-policy.ts';

export interface OutboundInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Never sent to another origin; a redirect that would do so is refused. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
  /** Redirects followed before giving up; 0 answers with the redirect itself. Default 5. */
  readonly maxRedirects?: number;
  /** Asked before each hop; what it throws ends the fetch. */
  readonly beforeHop?: (hop: OutboundHop) => Promise<void>;
}

export interface OutboundHop {
  readonly url: URL;
  /** Where its host leads to, as the socket will be told. */
  readonly addresses: () => Promise<readonly string[]>;
}

/** A fetch Response whose `url` is that of the last hop. */
export type OutboundResponse = Response;

/**
 * Fetches an address that a user may have influenced.
 *
 * @throws ProblemError `forbidden_address` when any hop is refused; the network's own error otherwise
 */
export type OutboundFetch = (url: string | URL, init?: OutboundInit) => Promise<OutboundResponse>;

export interface OutboundOptions {
  /** Exact `host:port` exceptions (OUTBOUND_ALLOW), for local stand-ins. */
  readonly allow?: readonly string[];
  /** Connection limits; the defaults are those of `createHttpAgent`. */
  readonly limits?: Pick<HttpAgentOptions, 'maxSockets' | 'maxSocketsPerHost' | 'keepAliveMs' | 'dnsTtlMs'>;
  readonly resolve?: Resolve;
  readonly clock?: Clock;
  /** Ports that may be reached without an exception. Default 80 and 443. */
  readonly ports?: readonly number[];
}

export interface Outbound {
  readonly fetch: OutboundFetch;
  /**
   * What can be told of an address without asking anybody; `fetch` looks again, and where its name leads.
   *
   * @throws ProblemError `forbidden_address`, or `invalid_url` when it is no link at all
   */
  readonly inspect: (link: string) => URL;
  readonly close: () => Promise<void>;
}

const DNS_TTL_MS = 300_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** All that a stranger after a redirect gets to see of our headers; credentials under any name are not among them. */
const CROSS_ORIGIN_HEADERS = new Set(['accept', 'accept-encoding', 'accept-language', 'range', 'user-agent']);

interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

function nextHop(hop: Hop, status: number, target: URL): Hop {
  const becomesGet = status === 303 ? hop.method !== 'HEAD' : status <= 302 && hop.method === 'POST';
  const method = becomesGet ? 'GET' : hop.method;
  const body = becomesGet ? undefined : hop.body;
  if (target.origin === hop.url.origin) {
    return { url: target, method, headers: hop.headers, body };
  }
  if (body !== undefined) {
    throw new ProblemError('forbidden_address', { cause: new Error('a redirect would send the body elsewhere') });
  }
  const headers = Object.entries(hop.headers).filter(([name]) => CROSS_ORIGIN_HEADERS.has(name.toLowerCase()));
  return { url: target, method, headers: Object.fromEntries(headers), body };
}

/** fetch wraps whatever the connector threw into a TypeError; the refusal itself is what the caller must see. */
const unwrap = (error: unknown): unknown =>
  error instanceof TypeError && error.cause instanceof ProblemError ? error.cause : error;

/**
 * The one way out to addresses that users can influence. Each hop's address is inspected as written, and after DNS at
 * the moment of connecting; exceptions hold for their exact `host:port` only, so a redirect from one gains nothing.
 */
export function createOutbound(options: OutboundOptions = {}): Outbound {
  const policy: TargetPolicy = { allow: new Set(options.allow), ports: new Set(options.ports ?? [80, 443]) };
  const { limits = {}, resolve = systemResolve, clock = systemClock } = options;
  const cached = cacheResolve(resolve, { ttlMs: limits.dnsTtlMs ?? DNS_TTL_MS, clock });
  const dispatcher = createHttpAgent({ ...limits, clock, connect: createGuardedConnect(policy, cached) });

  const send = async (hop: Hop, signal: AbortSignal | undefined): Promise<Response> => {
    const init: RequestInit = { method: hop.method, headers: hop.headers, redirect: 'manual', dispatcher };
    try {
      return await undiciFetch(hop.url, {
        ...init,
        ...(hop.body === undefined ? {} : { body: hop.body }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      throw unwrap(error);
    }
  };

  async function addressesOf({ hostname }: URL): Promise<readonly string[]> {
    const bare = hostname.replace(/^\[|\]$/g, '');
    return isIP(bare) === 0 ? (await cached(bare)).map(({ address }) => address) : [bare];
  }

  return {
    async fetch(link, { method = 'GET', headers = {}, body, signal, maxRedirects = 5, beforeHop } = {}) {
      let hop: Hop = { url: inspectTarget(String(link), policy), method, headers, body };
      for (let redirects = 0; ; redirects += 1) {
        const { url } = hop;
        await beforeHop?.({ url, addresses: () => addressesOf(url) });
        const response = await send(hop, signal);
        const location = response.headers.get('location');
        if (maxRedirects === 0 || location === null || !REDIRECTS.has(response.status)) {
          return response;
        }
        await response.body?.cancel();
        if (redirects === maxRedirects) {
          throw new TypeError('too many redirects');
        }
        hop = nextHop(hop, response.status, inspectTarget(location, policy, hop.url));
      }
    },
    inspect: (link) => inspectTarget(link, policy),
    close: () => dispatcher.close(),
  };
}
