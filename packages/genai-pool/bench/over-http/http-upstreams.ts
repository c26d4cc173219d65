import { GoogleGenAI, type GoogleGenAIOptions } from '@google/genai';
import type { Clock } from '@sets/clock';
import type { Upstreams } from '../contenders/contender.ts';
import type { CallSample } from '../samples/samples.ts';
import { type Fault, isActive, METADATA_HOST } from '../upstream/fault.ts';
import type { Post } from '../upstream/post.ts';
import { MODEL } from '../upstream/workload.ts';
import type { Ports } from './fake-gemini.ts';
import { promptOf, TOKEN_PATH } from './location-server.ts';

export interface HttpUpstreamsOptions {
  readonly clock: Clock;
  readonly ports: Ports;
  readonly locations: readonly string[];
  readonly scale: number;
  readonly streaming: boolean;
  readonly faults: readonly Fault[];
}

export interface HttpUpstreams extends Upstreams {
  readonly calls: readonly CallSample[];
  /** By fault: connections that nobody took. The servers count the other faults. */
  readonly refused: readonly number[];
}

/** Every call goes through `@google/genai` to the fake servers; what reaches the wire is noted in its fetch. */
export function createHttpUpstreams(options: HttpUpstreamsOptions): HttpUpstreams {
  const { clock, ports, locations, scale, streaming, faults } = options;
  const calls: CallSample[] = [];
  const refused = faults.map(() => 0);

  function noteRefused(location: string, atMs: number): void {
    for (const [index, fault] of faults.entries()) {
      if (fault.kind.type === 'refuse' && isActive(fault, location, atMs)) {
        refused[index] = (refused[index] ?? 0) + 1;
      }
    }
  }

  const watchedFetch =
    (location: string, onWire: (() => void) | undefined): typeof fetch =>
    async (input, init) => {
      onWire?.();
      const call = { location, atMs: clock.monotonic(), status: 0 };
      calls.push(call);
      try {
        const response = await fetch(input, init);
        call.status = response.status;
        return response;
      } catch (error) {
        if (isRefused(error)) {
          noteRefused(location, call.atMs);
        }
        throw error;
      }
    };

  const clientsWith = (retryOptions?: RetryOptions): ReadonlyMap<string, GoogleGenAI> =>
    new Map(
      locations.map((location) => {
        const httpOptions = {
          baseUrl: `http://127.0.0.1:${ports[location]}`,
          ...(retryOptions === undefined ? {} : { retryOptions }),
        };
        return [location, new GoogleGenAI({ ...credentials(ports[METADATA_HOST], location), httpOptions })];
      }),
    );
  const once = clientsWith();
  // The SDK's own defaults (5 attempts, 1 s doubling to 60 s), brought to benchmark time.
  const retrying = clientsWith({ attempts: 5, initialDelay: 1 / scale, maxDelay: 60 / scale });
  const askAt =
    (clients: ReadonlyMap<string, GoogleGenAI>): Upstreams['call'] =>
    async (location, post, abortSignal, onWire) => {
      const client = clients.get(location);
      if (client === undefined) {
        throw new Error(`nobody serves ${location}`);
      }
      await ask(client, post, { streaming, abortSignal, fetch: watchedFetch(location, onWire) });
    };
  return { clock, locations, call: askAt(once), callWithRetries: askAt(retrying), calls, refused };
}

type RetryOptions = { readonly attempts: number; readonly initialDelay: number; readonly maxDelay: number };

/** An API key, or tokens from a metadata server, each fetched anew as if the last had just run out. */
function credentials(metadataPort: number | undefined, location: string): GoogleGenAIOptions {
  if (metadataPort === undefined) {
    return { apiKey: 'none', vertexai: false };
  }
  const getRequestHeaders = async (): Promise<Headers> => {
    await (await fetch(`http://127.0.0.1:${metadataPort}${TOKEN_PATH}`, { method: 'POST' })).text();
    return new Headers({ authorization: 'Bearer none' });
  };
  type AuthClient = NonNullable<NonNullable<GoogleGenAIOptions['googleAuthOptions']>['authClient']>;
  // The SDK calls this one method only.
  const authClient = { getRequestHeaders } as unknown as AuthClient;
  return { vertexai: true, project: 'bench', location, googleAuthOptions: { authClient } };
}

export interface AskOptions {
  readonly streaming?: boolean;
  readonly abortSignal?: AbortSignal;
  readonly fetch?: typeof globalThis.fetch;
}

/** Rejects when the answer has no finish reason: it was cut. */
export async function ask(
  client: GoogleGenAI,
  post: Post,
  { streaming = false, abortSignal, fetch }: AskOptions,
): Promise<void> {
  const config = {
    ...(abortSignal === undefined ? {} : { abortSignal }),
    ...(fetch === undefined ? {} : { httpOptions: { fetch } }),
  };
  const request = { model: MODEL, contents: promptOf(post), config };
  let finishReason: unknown;
  if (streaming) {
    for await (const chunk of await client.models.generateContentStream(request)) {
      finishReason = chunk.candidates?.[0]?.finishReason ?? finishReason;
    }
  } else {
    finishReason = (await client.models.generateContent(request)).candidates?.[0]?.finishReason;
  }
  if (finishReason === undefined) {
    throw new CutAnswer();
  }
}

/** An answer that ended in the middle, told as production's sender tells it. */
class CutAnswer extends Error {
  readonly status = 502;
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && typeof error.cause === 'object' && error.cause !== null && 'code' in error.cause
    ? error.cause.code === 'ECONNREFUSED'
    : false;
