import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '@sets/clock';
import { errorBody } from '../upstream/error-body.ts';
import type { Post } from '../upstream/post.ts';
import type { Body, Reply, Upstream } from '../upstream/upstream.ts';

export interface LocationServerOptions {
  readonly location: string;
  readonly upstream: Upstream;
  readonly clock: Clock;
}

/** Where the metadata server hands out tokens: at once, unless it hangs. */
export const TOKEN_PATH = '/token';
const WHOLE = '{"ok":true}';
const USAGE = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };
const UNREADABLE: Readonly<Partial<Record<Body, { readonly type: string; readonly text: string }>>> = {
  html: { type: 'text/html', text: '<html><body>Sign in to the network</body></html>' },
  empty: { type: 'application/json', text: '' },
  truncated: { type: 'application/json', text: '{"candidates":[{"content":{"parts":[{"te' },
  null: { type: 'application/json', text: 'null' },
};

/** One location, at an address of its own: it can refuse connections while its neighbours take them. */
export class LocationServer {
  readonly #options: LocationServerOptions;
  readonly #server: Server;
  #port = 0;

  constructor(options: LocationServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#take(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  get port(): number {
    return this.#port;
  }

  /** Takes the first port that is free of those that it is given. */
  async listen(nextPort: () => number): Promise<void> {
    do {
      this.#port = nextPort();
    } while (!(await this.#tryPort()));
  }

  /** After a refusal, at the port from before. */
  async listenAgain(): Promise<void> {
    if (!(await this.#tryPort())) {
      throw new Error(`somebody has taken port ${this.#port} meanwhile`);
    }
  }

  refuse(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #tryPort(): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const onListening = (): void => settle(() => resolve(true));
    const onError = (error: NodeJS.ErrnoException): void =>
      settle(() => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    const settle = (tell: () => void): void => {
      this.#server.off('listening', onListening);
      this.#server.off('error', onError);
      tell();
    };
    this.#server.on('listening', onListening);
    this.#server.on('error', onError);
    this.#server.listen(this.#port, '127.0.0.1');
    return promise;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => this.#answer(readPost(Buffer.concat(chunks).toString()), request, response));
  }

  #answer(post: Post, request: IncomingMessage, response: ServerResponse): void {
    const { location, upstream, clock } = this.#options;
    const reply = upstream.begin(location, post, clock.monotonic());
    let cancel = (): void => undefined;
    response.on('close', () => {
      cancel();
      upstream.end(location);
    });
    if (reply.kind === 'refuse') {
      request.socket.destroy();
    } else if (reply.kind === 'answer' && (reply.ms === 0 || request.url === TOKEN_PATH)) {
      send(response, reply, isStreamed(request));
    } else if (reply.kind === 'answer') {
      cancel = clock.schedule(() => send(response, reply, isStreamed(request)), reply.ms);
    }
  }
}

const isStreamed = ({ url }: IncomingMessage): boolean => url?.includes('alt=sse') === true;

/** The prompt names the post. A token is asked for without one. */
function readPost(body: string): Post {
  const [, number = '-1', size, poison] = /post (\d+) (video|text)( poison)?/.exec(body) ?? [];
  return { number: Number(number), size: size === 'video' ? 'video' : 'text', poison: poison !== undefined };
}

export const promptOf = ({ number, size, poison }: Post): string => `post ${number} ${size}${poison ? ' poison' : ''}`;

function send(response: ServerResponse, { status, body, hintMs }: Reply & { kind: 'answer' }, streamed: boolean): void {
  const unreadable = UNREADABLE[body];
  if (unreadable !== undefined) {
    response.writeHead(status, { 'content-type': unreadable.type }).end(unreadable.text);
  } else if (status !== 200) {
    response.writeHead(status, { 'content-type': 'application/json' }).end(errorBody(status, hintMs));
  } else if (streamed) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(part(WHOLE.slice(0, 6)))}\n\n`);
    // A cut stream ends as cleanly as a whole one; only its finishReason is missing.
    response.end(body === 'cut' ? '' : `data: ${JSON.stringify(part(WHOLE.slice(6), 'STOP'))}\n\n`);
  } else {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(part(WHOLE, 'STOP')));
  }
}

const part = (text: string, finishReason?: string) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, ...(finishReason ? { finishReason } : {}) }],
  usageMetadata: USAGE,
});
