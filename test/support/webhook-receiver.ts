import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { until } from '@sets/local-stack';
import { listen } from '@sets/service-kit';

/** One request as a receiver got it. */
export interface ReceivedEvent {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ReceiverAnswer {
  readonly status: number;
  readonly body?: string;
}

/** Takes webhooks at any path, and answers as `answers` says. */
export async function startWebhookReceiver(
  answers: (event: ReceivedEvent) => ReceiverAnswer = () => ({ status: 204 }),
) {
  const received: ReceivedEvent[] = [];
  const receive: RequestListener = async (request, response) => {
    const event = { path: request.url ?? '', headers: request.headers, body: await text(request) };
    received.push(event);
    const { status, body } = answers(event);
    response.statusCode = status;
    response.end(body);
  };
  const server = await listen(receive, { port: 0 });
  return {
    url: server.url,
    address: `127.0.0.1:${server.port}`,
    received,
    /** The first of those that came to `path`, once there is one. */
    arrived: (path: string, count = 1): Promise<readonly ReceivedEvent[]> =>
      until(`${count} events at ${path}`, async () => {
        const found = received.filter((event) => event.path === path);
        return found.length >= count && found;
      }),
    close: () => server.close({ graceMs: 0 }),
  };
}
export type WebhookReceiver = Awaited<ReturnType<typeof startWebhookReceiver>>;
