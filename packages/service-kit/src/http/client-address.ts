import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/**
 * The address of the client, as the socket and the proxies that are trusted tell it (`trustedProxyHops`). An IPv4
 * address in IPv6 clothes is that IPv4 address. What a proxy wrote that is no address counts for nothing: then, and for
 * a socket that has closed, the nearest address is taken.
 */
export function clientAddress(request: Request): string {
  const told = [request.ip, request.socket.remoteAddress].find((one) => one !== undefined && ipaddr.isValid(one));
  return told === undefined ? '0.0.0.0' : ipaddr.process(told).toString();
}
