import { z } from 'zod';

/** Every header that an answer of ours may carry, beside those of HTTP itself. */
export const RESPONSE_HEADERS = {
  'Cache-Control': z.string().describe('How long caches may keep the answer.'),
  Deprecation: z.string().describe('Since when this route is deprecated (RFC 9745).'),
  ETag: z.string().describe('Changes whenever the answer does.'),
  'Idempotency-Replayed': z.string().describe('`true` when the same request was answered before.'),
  Location: z.string().describe('Address of what was asked for.'),
  'Preference-Applied': z.string().describe('`wait=n` when the answer was held for it.'),
  RateLimit: z.string().describe('What is left: `r` requests now, and `t` seconds until the window ends.'),
  'RateLimit-Policy': z.string().describe('The limit by name: `q` requests in `w` seconds.'),
  'Retry-After': z.int().nonnegative().describe('Seconds after which asking again is worth while.'),
  Sunset: z.string().describe('When this route goes away (RFC 8594).'),
  'Set-Cookie': z.string().describe('The session of the console; never readable by a script.'),
  'WWW-Authenticate': z.string().describe('How to show credentials.'),
  'X-Accel-Buffering': z.string().describe('`no`: what stands between passes each piece on at once.'),
  'X-Request-Id': z.string().describe('Names this request in our logs; yours when you sent one.'),
};

export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

/** On every response. */
export const COMMON_HEADERS: readonly ResponseHeader[] = ['X-Request-Id', 'Cache-Control'];
