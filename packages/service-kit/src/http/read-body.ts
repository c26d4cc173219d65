import { isUtf8 } from 'node:buffer';
import { ProblemError } from '@sets/contract';
import type { BodyDefinition } from '@sets/contract/routes';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { checkJsonBounds } from './json-bounds.ts';
import { parseRequest } from './parse-request.ts';
import { toProblem } from './problem-handler.ts';
import { announcedBytes, hasBody } from './unread-body.ts';

const PLAIN_TYPES = new Set(['application/json', 'application/json; charset=utf-8', 'application/json;charset=utf-8']);

export type BodyReader = (request: Request, response: Response) => Promise<unknown>;

const tooLarge = (maxBytes: number): ProblemError =>
  new ProblemError('body_too_large', { detail: `At most ${maxBytes} bytes.` });

/** Refuses a body by its headers, before any of it is read. */
function checkHeaders(request: Request, maxBytes: number): void {
  if (announcedBytes(request) > maxBytes) {
    throw tooLarge(maxBytes);
  }
  if (!request.is(['json', '+json'])) {
    throw new ProblemError('unsupported_media_type');
  }
}

/** JSON is UTF-8 (RFC 8259), and only so are its bounds counted right. */
function checkUnpacked(_request: unknown, _response: unknown, json: Buffer, charset: string): void {
  if (charset !== 'utf-8') {
    throw new ProblemError('unsupported_media_type');
  }
  checkJson(json);
}

/** Bytes that are no text would be read as others than were sent, and so given back. */
function checkJson(json: Buffer): void {
  checkJsonBounds(json);
  if (!isUtf8(json)) {
    throw new ProblemError('invalid_json', { detail: 'It is not in UTF-8.' });
  }
}

/** The parser answers for a body over its limit only once all of it has come; this stops at the limit. */
function readUpTo(maxBytes: number, parser: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0;
    const count = (chunk: Uint8Array): void => {
      received += chunk.length;
      if (received > maxBytes) {
        reject(tooLarge(maxBytes));
      }
    };
    request.on('data', count);
    parser(request, response, (error?: unknown) => {
      request.off('data', count);
      if (error === undefined) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}

/** What came, if it is no more than `maxBytes`: reading stops there. */
function receive(request: Request, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const take = (chunk: Buffer): void => {
      received += chunk.length;
      chunks.push(chunk);
      if (received > maxBytes) {
        request.off('data', take);
        reject(tooLarge(maxBytes));
      }
    };
    request.on('data', take);
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    // A caller that left gets no answer.
    request.on('close', () => {
      if (!request.complete) {
        reject(new ProblemError('invalid_request'));
      }
    });
  });
}

const STARTS_JSON = /^[\t\n\r ]*[[{]/;

/** A body as nearly all are: JSON in UTF-8, not packed. */
function parsePlain(bytes: Buffer): unknown {
  checkJson(bytes);
  const text = bytes.toString();
  if (text === '') {
    return {};
  }
  try {
    if (!STARTS_JSON.test(text)) {
      throw new SyntaxError('Neither an object nor an array');
    }
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemError('invalid_json', { cause: error });
  }
}

/** Whether all that must be known of a body stands in its type. */
const isPlain = ({ headers }: Request): boolean =>
  headers['content-encoding'] === undefined && PLAIN_TYPES.has(headers['content-type'] ?? '');

/**
 * Reads JSON objects and arrays of at most `maxBytes`, unpacked, through the body's schema.
 *
 * @throws ProblemError `body_too_large`, `unsupported_media_type`, `invalid_json`, `invalid_request`; never where the
 * table leaves malformed bodies to the handler, which then gets the problem in place of the body
 */
export function createBodyReader({ schema, maxBytes, malformed }: BodyDefinition): BodyReader {
  const parser = express.json({ limit: maxBytes, strict: true, type: () => true, verify: checkUnpacked });
  const read: BodyReader = async (request, response) => {
    if (hasBody(request)) {
      if (isPlain(request) && announcedBytes(request) <= maxBytes) {
        return parseRequest(schema, parsePlain(await receive(request, maxBytes)));
      }
      checkHeaders(request, maxBytes);
      await readUpTo(maxBytes, parser, request, response);
    }
    return parseRequest(schema, request.body ?? {});
  };
  if (malformed !== 'handled') {
    return read;
  }
  return async (request, response) => {
    try {
      return { ok: true, value: await read(request, response) };
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'internal') {
        throw error;
      }
      return { ok: false, problem };
    }
  };
}
