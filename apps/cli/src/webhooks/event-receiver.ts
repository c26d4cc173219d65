import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { WebhookEvent } from '@sets/client';
import { Webhook } from 'standardwebhooks';

/** An event whose signature is right. */
export interface ReceivedEvent extends Pick<WebhookEvent, 'timestamp' | 'data'> {
  readonly type: string;
  /** The `webhook-id`, the same over all tries of one event. */
  readonly id: string;
  /** It was taken before: whoever acts on events acts on each once. */
  readonly again: boolean;
}

export interface EventReceiverOptions {
  readonly port: number;
  /** What may sign; nothing is taken while it is null. */
  readonly secret: () => string | null;
  readonly onEvent: (event: ReceivedEvent) => void;
  /** Told of what nobody signed who may. */
  readonly onRefused: (reason: string) => void;
}

export interface EventReceiver {
  readonly url: string;
  close(): Promise<void>;
}

/** A whole job is a few kilobytes. */
const MAX_BYTES = 1_048_576;
const REMEMBERED = 10_000;

/**
 * Takes events of webhooks on this machine as an app would: checks each signature with the library of Standard Webhooks,
 * on the bytes as they came, and answers 204; 401 for what it does not take, so that it is sent again.
 *
 * @throws {NodeJS.ErrnoException} where the port is taken.
 */
export async function startEventReceiver(options: EventReceiverOptions): Promise<EventReceiver> {
  const { port, secret, onEvent, onRefused } = options;
  const taken = new Set<string>();

  function take(body: string, headers: IncomingMessage['headers']): number {
    const present = secret();
    if (present === null) {
      return 503;
    }
    let event: Omit<ReceivedEvent, 'id' | 'again'>;
    try {
      event = new Webhook(present).verify(body, headers as Record<string, string>) as typeof event;
    } catch (error) {
      onRefused(error instanceof Error ? error.message : String(error));
      return 401;
    }
    const id = String(headers['webhook-id']);
    const again = taken.has(id);
    taken.add(id);
    if (taken.size > REMEMBERED) {
      taken.delete(taken.values().next().value ?? id);
    }
    onEvent({ ...event, id, again });
    return 204;
  }

  const server = createServer(async (request, response) => {
    const body = await read(request);
    const status = body === null ? 413 : take(body, request.headers);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Null when it is too long, or broke off. */
async function read(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) {
    return null;
  }
  let left = MAX_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) {
      request.destroy();
    }
  });
  return await buffer(request).then(String, () => null);
}
