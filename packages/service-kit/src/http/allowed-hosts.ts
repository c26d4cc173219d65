import { ProblemError } from '@sets/contract';
import { LIVENESS } from '@sets/contract/liveness';
import type { RequestHandler } from 'express';

/** Without its port; an IPv6 address stays in its brackets. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d*$/, '');

/** Whether one of `allowed` (`api.example.com`, `*.example.com`) is meant by a Host header. */
function isAllowed(allowed: readonly string[], host: string): boolean {
  const name = nameOf(host);
  return allowed.some((one) => (one.startsWith('*.') ? name.endsWith(one.slice(1)) : name === one));
}

/**
 * Answers only at the hosts that are ours: a page whose own name was led to our address gets nothing. Probes come by
 * address and are let through. An empty list allows every host, but none at all is no HTTP/1.1.
 *
 * @throws ProblemError `invalid_request`, `malformed_http`
 */
export function requireAllowedHost(hosts: readonly string[]): RequestHandler {
  const allowed = hosts.map((host) => host.toLowerCase());
  return (request, _response, next) => {
    const { host } = request.headers;
    if (host === undefined && request.httpVersion === '1.1') {
      throw new ProblemError('malformed_http');
    }
    if (allowed.length > 0 && request.path !== LIVENESS.path && !isAllowed(allowed, host ?? '')) {
      throw new ProblemError('invalid_request', {
        errors: [{ path: 'Host', message: 'is not a host of this service' }],
      });
    }
    next();
  };
}
