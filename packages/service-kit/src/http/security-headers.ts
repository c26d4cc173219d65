import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/** Names and values in turn, as `writeHead` takes them. */
export type RawHeaders = readonly string[];

/** What helmet puts on every answer. It gives all the same, so it is asked once. */
export function securityHeaders(): RawHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  let failure: unknown;
  helmet()(request, response, (error?: unknown) => {
    failure = error;
  });
  if (failure !== undefined) {
    throw failure;
  }
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
}
