import { type IncomingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';
import { type Job, jobSchema } from '@sets/contract';
import { eventually } from './eventually.ts';

export interface JobEvent {
  readonly id: string;
  readonly job: Job;
}

/** One stream as its client has it: everything that came so far. */
export interface EventStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
  text(): string;
  /** Whole events alone; what is still on its way does not count. */
  events(): JobEvent[];
  comments(): string[];
  /** Null while it is open; whether it came to a proper end. */
  ended(): 'whole' | 'cut' | null;
  leave(): void;
}

/** `read: false` takes the head and then reads nothing; `key` is shown as a bearer. */
export async function openStream(
  url: string,
  {
    lastEventId,
    read = true,
    key,
  }: { readonly lastEventId?: string; readonly read?: boolean; readonly key?: string } = {},
): Promise<EventStream> {
  const { promise, resolve, reject } = Promise.withResolvers<EventStream>();
  const headers = {
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  const asked = request(url, { headers: { 'accept-encoding': 'gzip, br', ...headers }, agent: false });
  asked.on('error', reject);
  asked.on('response', (response) => {
    let text = '';
    let ended: 'whole' | 'cut' | null = null;
    response.setEncoding('utf8');
    if (read) {
      response.on('data', (piece: string) => {
        text += piece;
      });
    }
    response.on('error', () => {});
    response.on('close', () => {
      ended = response.complete ? 'whole' : 'cut';
    });
    const frames = (): string[] => text.split('\n\n').slice(0, -1);
    resolve({
      status: response.statusCode ?? 0,
      headers: response.headers,
      socket: response.socket,
      text: () => text,
      events: () => frames().flatMap(toEvent),
      comments: () => frames().filter((frame) => frame.startsWith(':')),
      ended: () => ended,
      leave: () => void asked.destroy(),
    });
  });
  asked.end();
  return await promise;
}

function toEvent(frame: string): JobEvent[] {
  const fields = new Map(frame.split('\n').map((line) => [line.split(': ', 1)[0] ?? '', line.replace(/^[^:]*: /, '')]));
  const data = fields.get('data');
  return data === undefined ? [] : [{ id: fields.get('id') ?? '', job: jobSchema.parse(JSON.parse(data)) }];
}

/** Waits until so many whole events have come. */
export const eventsOf = async (stream: EventStream, count: number): Promise<JobEvent[]> =>
  await eventually(() => {
    const events = stream.events();
    if (events.length < count) {
      throw new Error(`${events.length} of ${count} events`);
    }
    return events;
  });
