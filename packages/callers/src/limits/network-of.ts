const GROUPS = 8;
const GROUPS_OF_64 = 4;

/**
 * Whom an address counts as: an IPv4 address is somebody, of IPv6 the /64 is, since each customer is given at least
 * that many addresses to choose from. Takes addresses as guards see them, which are written in one way.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) {
    return address;
  }
  const [head = [], tail = []] = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array<string>(Math.max(0, GROUPS - head.length - tail.length)).fill('0');
  return `${[...head, ...zeros, ...tail].slice(0, GROUPS_OF_64).join(':')}::/64`;
}
