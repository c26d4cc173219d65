import { isIP } from 'node:net';
import { ProblemError } from '@sets/contract';
import { buildConnector } from 'undici';
import { toLookup } from '../http-agent/cache-resolve.ts';
import { isPublicAddress } from './address-policy.ts';
import type { Resolve } from './resolve.ts';
import { portOf, type TargetPolicy } from './target-policy.ts';

/** One forbidden address spoils the name: a mix of public and private answers is what rebinding looks like. */
const publicOnly =
  (resolve: Resolve): Resolve =>
  async (hostname) => {
    const addresses = await resolve(hostname);
    if (addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address))) {
      throw new ProblemError('forbidden_address', { cause: new Error(`${hostname} leads to a non-public address`) });
    }
    return addresses;
  };

/**
 * A connector for undici that resolves, checks, and hands exactly the checked addresses to the socket, so that a second
 * DNS answer can never be the one connected to. Targets in `policy.allow` connect unchecked.
 */
export function createGuardedConnect(policy: TargetPolicy, resolve: Resolve): buildConnector.connector {
  const options = (lookup: Resolve) => ({ allowH2: false, lookup: toLookup(lookup) }) as buildConnector.BuildOptions;
  const connectChecked = buildConnector(options(publicOnly(resolve)));
  const connectAllowed = buildConnector(options(resolve));

  return (target, callback) => {
    const { hostname } = target;
    const written = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
    if (policy.allow.has(`${written}:${portOf(target)}`)) {
      connectAllowed(target, callback);
    } else if (isIP(hostname) !== 0 && !isPublicAddress(hostname)) {
      // An address needs no lookup, so the socket would never ask `publicOnly`.
      callback(new ProblemError('forbidden_address', { cause: new Error(`${hostname} is not public`) }), null);
    } else {
      connectChecked(target, callback);
    }
  };
}
