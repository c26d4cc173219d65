import { ApiError } from '@google/genai';
import { type Clock, type Random, sleep } from '@sets/clock';
import type { Upstreams } from '../contenders/contender.ts';
import type { CallSample } from '../samples/samples.ts';
import { errorBody } from '../upstream/error-body.ts';
import { METADATA_HOST } from '../upstream/fault.ts';
import type { Post } from '../upstream/post.ts';
import { type Reply, type Script, Upstream } from '../upstream/upstream.ts';

export interface VirtualUpstreamsOptions {
  readonly clock: Clock;
  readonly script: Script;
  readonly locations: readonly string[];
  readonly tokens: boolean;
  /** For the retries' jitter. */
  readonly random: Random;
}

export interface VirtualUpstreams extends Upstreams {
  readonly calls: readonly CallSample[];
  readonly met: readonly number[];
}

/** The SDK's defaults: 5 attempts on these statuses, the pause doubling from 1 s, each up to twice as long. */
const SDK_RETRIES = { attempts: 5, firstMs: 1_000, mostMs: 60_000, statuses: [408, 429, 500, 502, 503, 504] };
const FOR_EVER_MS = 1e9;

/** The same upstream as over HTTP, without sockets: what the SDK would throw is thrown as it would. */
export function createVirtualUpstreams(options: VirtualUpstreamsOptions): VirtualUpstreams {
  const { clock, script, locations, tokens, random } = options;
  const upstream = new Upstream(script);
  const calls: CallSample[] = [];

  /** The SDK awaits it without a look at its signal. */
  async function fetchToken(post: Post): Promise<void> {
    if (upstream.begin(METADATA_HOST, post, clock.monotonic()).kind === 'hang') {
      await sleep(clock, FOR_EVER_MS);
    }
    upstream.end(METADATA_HOST);
  }

  const call: Upstreams['call'] = async (location, post, signal, onWire) => {
    if (tokens) {
      await fetchToken(post);
    }
    onWire?.();
    const noted = { location, atMs: clock.monotonic(), status: 0 };
    calls.push(noted);
    const reply = upstream.begin(location, post, noted.atMs);
    try {
      await sleep(clock, durationMs(reply), signal);
      signal.throwIfAborted();
      noted.status = reply.kind === 'answer' ? reply.status : 0;
      const error = errorOf(reply);
      if (error !== null) {
        throw error;
      }
    } finally {
      upstream.end(location);
    }
  };

  const callWithRetries: Upstreams['callWithRetries'] = async (location, post, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await call(location, post, signal);
        return;
      } catch (error) {
        if (attempt === SDK_RETRIES.attempts || signal.aborted || !isRetried(error)) {
          throw error;
        }
      }
      const pauseMs = SDK_RETRIES.firstMs * 2 ** (attempt - 1) * (1 + random());
      await sleep(clock, Math.min(SDK_RETRIES.mostMs, pauseMs), signal);
      signal.throwIfAborted();
    }
  };
  return { clock, locations, call, callWithRetries, calls, met: upstream.met };
}

function durationMs(reply: Reply): number {
  if (reply.kind === 'answer') {
    return reply.ms;
  }
  return reply.kind === 'hang' ? FOR_EVER_MS : 0;
}

/** What comes out of the SDK for a reply; null for a good answer. */
function errorOf(reply: Reply): Error | null {
  if (reply.kind !== 'answer') {
    return new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
  }
  const { status, body, hintMs } = reply;
  if (body === 'cut') {
    return Object.assign(new Error('the answer was cut'), { status: 502 });
  }
  if (body !== 'whole') {
    return new SyntaxError(`the body is ${body}`);
  }
  return status === 200 ? null : new ApiError({ status, message: errorBody(status, hintMs) });
}

/** A connection that was refused is not: the SDK's retries know an answer that they do not like, nothing else. */
const isRetried = (error: unknown): boolean => error instanceof ApiError && SDK_RETRIES.statuses.includes(error.status);
