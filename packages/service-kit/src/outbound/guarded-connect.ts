import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ProblemError } from '@sets/contract';
import { buildConnector } from 'undici';
import { isPublicAddress } from './address-policy.ts';
import { portOf, type TargetPolicy } from './target-policy.ts';

/** All addresses of a host name; rejects when there is none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true });

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** One forbidden address spoils the name: a mix of public and private answers is what rebinding looks like. */
async function resolvePublic(resolve: Resolve, hostname: string): Promise<LookupAddress[]> {
  const addresses = await resolve(hostname);
  if (addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address))) {
    throw new ProblemError('forbidden_address', {
      cause: new Error('the name leads to an address that is not public'),
    });
  }
  return [...addresses];
}

/**
 * A connector for undici that resolves, checks, and hands exactly the checked addresses to the socket, so that a second
 * DNS answer can never be the one connected to. Targets in `policy.allow` connect unchecked.
 */
export function createGuardedConnect(policy: TargetPolicy, resolve: Resolve): buildConnector.connector {
  const checkedLookup = (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    resolvePublic(resolve, hostname).then(
      (addresses) => {
        const first = addresses[0];
        if (options.all) {
          callback(null, addresses);
        } else {
          callback(null, first?.address ?? '', first?.family);
        }
      },
      (error: Error) => callback(error, []),
    );
  };
  const connectChecked = buildConnector({ lookup: checkedLookup } as buildConnector.BuildOptions);
  const connectAllowed = buildConnector({});

  return (options, callback) => {
    const { hostname } = options;
    const written = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
    if (policy.allow.has(`${written}:${portOf(options)}`)) {
      connectAllowed(options, callback);
    } else if (isIP(hostname) !== 0 && !isPublicAddress(hostname)) {
      // An address needs no lookup, so the socket would never ask `checkedLookup`.
      callback(new ProblemError('forbidden_address', { cause: new Error('address') }), null);
    } else {
      connectChecked(options, callback);
    }
  };
}
