import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RouteDefinition } from '@sets/contract/routes';
import type { Response } from 'express';
import { type ByteString, byteString } from '../text/byte-string.ts';
import { JsonText } from './json-text.ts';
import { requestContext } from './request-context.ts';
import type { AnyAnswer } from './route-types.ts';
import { writeHead } from './write-head.ts';

/** What ends a stream without being a failure: the caller left, or was cut off. */
const ENDED_EARLY: readonly unknown[] = ['ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'];

const endedEarly = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ENDED_EARLY.includes(error.code);

/** Ends with the stream, or quietly when the caller leaves or is cut; a stream that fails cuts the connection. */
async function sendStream(response: Response, stream: AsyncIterable<string>, cut?: AbortSignal): Promise<void> {
  response.flushHeaders();
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    await pipeline(Readable.from(stream), response, cut === undefined ? {} : { signal: cut });
  } catch (error) {
    if (!endedEarly(error)) {
      throw error;
    }
  }
}

function bytesOf(body: unknown, mediaType: string): ByteString {
  if (body instanceof JsonText) {
    return body.bytes;
  }
  return byteString(mediaType === 'application/json' ? JSON.stringify(body) : String(body));
}

/** The only place where a handler's answer becomes a response. */
export async function sendAnswer(response: Response, route: RouteDefinition, answer: AnyAnswer): Promise<void> {
  const { status, headers = {}, body, stream, cut } = answer;
  const mediaType = route.responses[status]?.mediaType ?? 'application/json';
  if (stream !== undefined) {
    // A stream may end because the instance does: its connection is not for another request.
    writeHead(response, status, { ...headers, Connection: 'close' }, { mediaType, bytes: null });
    await sendStream(response, stream, cut);
  } else if (body === undefined) {
    writeHead(response, status, headers);
    response.end();
  } else {
    sendBytes(response, { status, headers, mediaType, bytes: bytesOf(body, mediaType) });
  }
}

interface WrittenAnswer extends Required<Pick<AnyAnswer, 'status' | 'headers'>> {
  readonly mediaType: string;
  readonly bytes: ByteString;
}

export function sendBytes(response: Response, { status, headers, mediaType, bytes }: WrittenAnswer): void {
  requestContext(response).answerBytes = bytes.length;
  writeHead(response, status, headers, { mediaType, bytes: bytes.length });
  // One write with its head: of a buffer there would be two, and each buffer is memory of its own.
  response.end(bytes, 'latin1');
}
