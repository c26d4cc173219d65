import type { Response } from 'express';
import { requestContext } from './request-context.ts';
import { closeIfUnread } from './unread-body.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/** JSON and texts are UTF-8, and say so. */
export const contentType = (mediaType: string): string =>
  /^text\/|json$/.test(mediaType) ? `${mediaType}; charset=utf-8` : mediaType;

/**
 * Writes the head of every answer, problems too: what all answers carry, what was given on the way, and `headers`,
 * which win. All in one list: Node takes one faster than names set one by one. Nothing is kept by caches unless said.
 */
export function writeHead(response: Response, status: number, headers: Headers): void {
  closeIfUnread(response);
  const { common, given } = requestContext(response);
  const own: Headers = { 'Cache-Control': 'no-store', ...given, ...headers };
  const raw = [...common];
  for (const name of Object.keys(own)) {
    const value = own[name];
    if (value !== undefined) {
      raw.push(name, value);
    }
  }
  response.writeHead(status, raw);
}
