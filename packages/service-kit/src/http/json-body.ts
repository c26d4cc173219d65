import { ProblemError } from '@sets/contract';
import express, { type RequestHandler } from 'express';

/** 1 MB as Cloud Tasks counts it; the catalogue's sentence says so too. */
export const MAX_BODY_BYTES = 1_048_576;

const hasBody = (headers: Readonly<Record<string, unknown>>): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Refuses a body by its headers, before any of it is read. */
const checkHeaders: RequestHandler = (request, response, next) => {
  if (!hasBody(request.headers)) {
    next();
  } else if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    // Without this Node would read all that is announced, to keep the connection usable.
    response.setHeader('Connection', 'close');
    throw new ProblemError('body_too_large');
  } else if (!request.is(['json', '+json'])) {
    throw new ProblemError('unsupported_media_type');
  } else {
    next();
  }
};

/** Reads JSON objects and arrays of at most 1 MB, unpacked; everything else is a problem of the catalogue. */
export const jsonBody = (): RequestHandler[] => [
  checkHeaders,
  express.json({ limit: MAX_BODY_BYTES, strict: true, type: () => true }),
];
