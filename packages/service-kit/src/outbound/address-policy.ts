import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Ranges that ipaddr.js calls unicast although nothing public answers there: IPv6 outside 2000::/3 is not
 * allocated (RFC 4291, IANA registry), 3fff::/20 is documentation (RFC 9637).
 */
const notPublic = new BlockList();
notPublic.addSubnet('::', 3, 'ipv6');
notPublic.addSubnet('4000::', 2, 'ipv6');
notPublic.addSubnet('8000::', 1, 'ipv6');
notPublic.addSubnet('3fff::', 20, 'ipv6');

/**
 * Whether an address belongs to the public internet. Private, loopback, link-local (cloud metadata), shared (CGNAT),
 * multicast, documentation, benchmarking and reserved ranges are not; nor is IPv6 that carries IPv4
 * (mapped, 6to4, Teredo, NAT64), because its real target is hidden. Anything that is not an address is not public.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) {
    return false;
  }
  if (family === 6 && notPublic.check(address, 'ipv6')) {
    return false;
  }
  return ipaddr.parse(address).range() === 'unicast';
}
