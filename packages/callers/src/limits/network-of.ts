import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

const GROUPS_OF_64 = 4;

/**
 * Whom an address counts as: an IPv4 address is somebody, of IPv6 the /64 is, since each customer is given at least
 * that many addresses to choose from.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) {
    return address;
  }
  const groups = ipaddr.IPv6.parse(address).parts.slice(0, GROUPS_OF_64);
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}
