import { isIP } from 'node:net';
import { ProblemError } from '@sets/contract';
import { isPublicAddress } from './address-policy.ts';

export interface TargetPolicy {
  /** Exact `host:port` pairs that are let through unchecked, as written in a link (`127.0.0.1:8290`, `[::1]:8290`). */
  readonly allow: ReadonlySet<string>;
  /** Ports that may be reached otherwise. */
  readonly ports: ReadonlySet<number>;
}

const forbidden = (why: string): ProblemError => new ProblemError('forbidden_address', { cause: new Error(why) });

/** The port that a link leads to, with the scheme's default filled in. */
export const portOf = (url: { readonly port: string; readonly protocol: string }): number =>
  url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);

const isAllowed = (url: URL, policy: TargetPolicy): boolean => policy.allow.has(`${url.hostname}:${portOf(url)}`);

/** The authority exactly as written, null for a relative reference. */
function writtenAuthority(link: string): string | null {
  if (/[\p{Cc}\\]/u.test(link)) {
    throw forbidden('control characters or backslashes in the link');
  }
  const match = /^(?:([a-z][a-z0-9+.-]*):)?(\/\/([^/?#]*))?/i.exec(link);
  const [, scheme, , authority] = match ?? [];
  if (scheme !== undefined && (!/^https?$/i.test(scheme) || authority === undefined)) {
    throw forbidden('not an http(s) link');
  }
  return authority ?? null;
}

/**
 * Reads a link and refuses what can be told without DNS: other schemes, userinfo, other ports, addresses that are not
 * public, and IP addresses in any other spelling than the usual (decimal, octal, hex, full-width, IPv6 written out):
 * those exist to slip past filters. Names are checked again when they are resolved (`createGuardedConnect`).
 *
 * @throws ProblemError `forbidden_address`, or `invalid_url` when it is no link at all
 */
export function inspectTarget(link: string, policy: TargetPolicy, base?: URL): URL {
  const written = link.trim();
  const authority = writtenAuthority(written);
  const url = URL.parse(written, base?.href);
  if (url === null) {
    throw new ProblemError('invalid_url');
  }
  if (url.username !== '' || url.password !== '' || authority?.includes('@')) {
    throw forbidden('userinfo');
  }
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(bare) !== 0;
  if (literal && authority !== null && authority.toLowerCase().replace(/:\d*$/, '') !== url.hostname) {
    throw forbidden('unusual spelling of an IP address');
  }
  if (isAllowed(url, policy)) {
    return url;
  }
  if (!policy.ports.has(portOf(url))) {
    throw forbidden('port');
  }
  if (url.hostname.endsWith('.') || (!literal && !url.hostname.includes('.'))) {
    throw forbidden('not a public host name');
  }
  if (literal && !isPublicAddress(bare)) {
    throw forbidden('address');
  }
  return url;
}
