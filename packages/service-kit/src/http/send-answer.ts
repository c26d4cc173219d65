import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RouteDefinition } from '@sets/contract/routes';
import type { Response } from 'express';
import type { AnyAnswer } from './route-types.ts';
import { closeIfUnread } from './unread-body.ts';

const callerLeft = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Ends with the stream, or quietly when the caller leaves; a stream that fails cuts the connection. */
async function sendStream(response: Response, stream: AsyncIterable<string>): Promise<void> {
  response.flushHeaders();
  try {
    await pipeline(Readable.from(stream), response);
  } catch (error) {
    if (!callerLeft(error)) {
      throw error;
    }
  }
}

/** The only place where a handler's answer becomes a response. Nothing is kept by caches unless the handler says so. */
export async function sendAnswer(response: Response, route: RouteDefinition, answer: AnyAnswer): Promise<void> {
  const { status, headers = {}, body, stream } = answer;
  closeIfUnread(response);
  response.status(status).setHeader('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      response.setHeader(name, value);
    }
  }
  const mediaType = route.responses[status]?.mediaType ?? 'application/json';
  if (stream !== undefined) {
    await sendStream(response.type(mediaType), stream);
  } else if (body === undefined) {
    response.end();
  } else {
    response.type(mediaType).send(mediaType === 'application/json' ? JSON.stringify(body) : String(body));
  }
}
