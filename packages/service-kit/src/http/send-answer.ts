import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RouteDefinition } from '@sets/contract/routes';
import type { Response } from 'express';
import { JsonText } from './json-text.ts';
import { requestContext } from './request-context.ts';
import type { AnyAnswer } from './route-types.ts';
import { contentType, writeHead } from './write-head.ts';

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

function textOf(body: unknown, mediaType: string): string {
  if (body instanceof JsonText) {
    return body.text;
  }
  return mediaType === 'application/json' ? JSON.stringify(body) : String(body);
}

/** The only place where a handler's answer becomes a response. */
export async function sendAnswer(response: Response, route: RouteDefinition, answer: AnyAnswer): Promise<void> {
  const { status, headers = {}, body, stream } = answer;
  const mediaType = route.responses[status]?.mediaType ?? 'application/json';
  if (stream !== undefined) {
    writeHead(response, status, { ...headers, 'Content-Type': contentType(mediaType) });
    await sendStream(response, stream);
  } else if (body === undefined) {
    writeHead(response, status, headers);
    response.end();
  } else {
    sendText(response, { status, headers, mediaType, text: textOf(body, mediaType) });
  }
}

interface TextAnswer extends Required<Pick<AnyAnswer, 'status' | 'headers'>> {
  readonly mediaType: string;
  readonly text: string;
}

export function sendText(response: Response, { status, headers, mediaType, text }: TextAnswer): void {
  // As bytes: Node would copy and encode a text once more, with its head before it.
  const bytes = Buffer.from(text);
  requestContext(response).answerBytes = bytes.length;
  writeHead(response, status, {
    ...headers,
    'Content-Type': contentType(mediaType),
    'Content-Length': String(bytes.length),
  });
  response.end(bytes);
}
