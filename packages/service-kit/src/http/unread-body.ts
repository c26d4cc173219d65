import type { Request, Response } from 'express';

export const announcedBytes = ({ headers }: Request): number => Number(headers['content-length'] ?? 0);

export const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || announcedBytes(request) > 0;

/** Node would read what is left of a body, to keep the connection usable; it may have no end. */
export function closeIfUnread(response: Response): void {
  const { req: request } = response;
  if (hasBody(request) && !request.complete) {
    response.setHeader('Connection', 'close');
  }
}
