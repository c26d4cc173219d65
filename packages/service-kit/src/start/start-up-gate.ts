import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { LIVENESS } from '@sets/contract/liveness';

export interface StartUpGate {
  /** Answers that the process lives, and holds every other request. */
  readonly handler: RequestListener;
  /** Hands over to the app: first what was held, then what comes. */
  open(app: RequestListener): void;
}

const BODY = JSON.stringify(LIVENESS.body);

/** Stands before an app that is still being built, so that the port can open first. */
export function createStartUpGate(): StartUpGate {
  const held = new Map<ServerResponse, IncomingMessage>();
  let app: RequestListener | undefined;

  function hold(request: IncomingMessage, response: ServerResponse): void {
    held.set(response, request);
    // Who has left is nobody's work.
    response.once('close', () => held.delete(response));
  }

  return {
    handler(request, response) {
      if (app !== undefined) {
        app(request, response as Parameters<RequestListener>[1]);
      } else if (request.method === 'GET' && request.url === LIVENESS.path) {
        response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
        response.end(BODY);
      } else {
        hold(request, response);
      }
    },
    open(opened) {
      app = opened;
      for (const [response, request] of held) {
        opened(request, response as Parameters<RequestListener>[1]);
      }
      held.clear();
    },
  };
}
