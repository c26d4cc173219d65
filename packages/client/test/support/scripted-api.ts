import { createManualClock, whileTimePasses } from '@sets/clock/testing';
import type { Job } from '@sets/contract';
import { API_ROUTES } from '@sets/contract/routes';
import { createClient, type Fetch, type FetchInit, type SetsClientOptions } from '../../src/index.ts';

/** What comes back for one request: an answer, a failure of the network, or nothing ever. */
export type Step = Response | Error | 'silence';
export interface Asked extends FetchInit {
  readonly url: string;
  /** Milliseconds since the test began. */
  readonly at: number;
}

/** A client whose requests are answered by a script, in time that passes at once. */
export function scriptedApi(steps: readonly Step[], options: Partial<SetsClientOptions<'workout'>> = {}) {
  const clock = createManualClock();
  const asked: Asked[] = [];
  const left = [...steps];
  const fetch: Fetch = async (url, init) => {
    asked.push({ url, ...init, at: clock.monotonic() });
    const step = left.shift() ?? new Error('the script has ended');
    if (step instanceof Error) {
      throw step;
    }
    return step === 'silence' ? await new Promise(() => {}) : step;
  };
  const client = createClient({ baseUrl: 'http://api.test/', fetch, clock, random: () => 0.5, ...options });
  return {
    ...{ client, clock, asked },
    /** The outcome of what needs time to pass. */
    settle: <T>(work: Promise<T>): Promise<T> => whileTimePasses(clock, work, 100),
  };
}

const { example: queued } = API_ROUTES.submitJob.responses[202];
const { example: finished } = API_ROUTES.submitJob.responses[200];
export const QUEUED: Job = queued;
export const FINISHED: Job = finished;

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

export const problem = (status: number, code: string, more: Record<string, unknown> = {}): Response =>
  json(status, { type: `/problems/${code}`, title: 'It did not work.', status, code, request_id: 'r-1', ...more });

/** A stream of these states that then ends, breaks, or stays open without a word. */
export function eventStream(jobs: readonly Job[], end: 'ends' | 'breaks' | 'stays'): Response {
  const text = jobs.map((job, index) => `id: 100.${index + 1}\nevent: job\ndata: ${JSON.stringify(job)}\n\n`);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`retry: 2000\n\n${text.join('')}`));
    },
    pull(controller) {
      if (end === 'ends') {
        controller.close();
      } else if (end === 'breaks') {
        controller.error(new TypeError('terminated'));
      } else {
        return new Promise(() => {});
      }
      return undefined;
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}
