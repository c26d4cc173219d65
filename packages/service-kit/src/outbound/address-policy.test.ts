import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './address-policy.ts';

const REFUSED: readonly (readonly [string, ...string[]])[] = [
  ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ['link-local and metadata', '169.254.0.1', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fd20:ce::254'],
  ['shared (CGNAT)', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
  ['unspecified and this network', '0.0.0.0', '0.1.2.3', '::'],
  ['multicast and broadcast', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
  ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  ['benchmarking and reserved', '198.18.0.1', '192.0.0.170', '240.0.0.1', '2001:2::1', '100::1'],
  ['unique local and site local', 'fc00::1', 'fdff::1', 'fec0::1'],
  ['IPv4 in IPv6', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '::ffff:0:127.0.0.1'],
  ['6to4, Teredo, NAT64', '2002:7f00:1::', '2001::1', '64:ff9b::7f00:1', '64:ff9b:1::7f00:1'],
  ['not allocated', '5f00::1', '4000::1', '8000::1'],
  ['not an address', '', 'localhost', '2130706433', '127.1', '0x7f.0.0.1', '[::1]'],
];

describe('isPublicAddress', () => {
  it.each(REFUSED)('refuses %s', (_what, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it('lets public addresses through', () => {
    const addresses = [
      '8.8.8.8',
      '93.184.216.34',
      '172.32.0.1',
      '100.128.0.1',
      '2606:4700::1111',
      '2a00:1450:4001::8a',
    ];
    expect(addresses.filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.ipV4Extended()), (text) => {
        expect(typeof isPublicAddress(text)).toBe('boolean');
      }),
    );
  });

  it('refuses every IPv4 address wrapped in IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect([`::ffff:${address}`, `::${address}`, `64:ff9b::${address}`].some(isPublicAddress)).toBe(false);
      }),
    );
  });
});
