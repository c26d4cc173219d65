import type { ReadableStreamDefaultReader } from 'node:stream/web';
import { type Clock, orLate } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import type { OutboundFetch, OutboundResponse } from '@sets/service-kit';
import type { Attempt } from '../documents/delivery-document.ts';
import type { WebhookPolicy } from '../policy.ts';

export interface SendDeps {
  /** Behind the guard that every address goes through which a user can influence. */
  readonly fetch: OutboundFetch;
  readonly clock: Clock;
  readonly policy: Pick<WebhookPolicy, 'tryMs' | 'maxAnswerBytes' | 'answerBodyMs'>;
  readonly allowHttp: boolean;
}

export interface SentEvent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One try. Whatever the receiver or the network does is an outcome of it; of an answer the status alone is kept. */
export async function sendEvent(deps: SendDeps, { url, headers, body }: SentEvent): Promise<Omit<Attempt, 'at'>> {
  const { fetch, clock, policy, allowHttp } = deps;
  const began = clock.monotonic();
  const took = () => Math.round(clock.monotonic() - began);
  if (!allowHttp && !url.startsWith('https:')) {
    return { status: null, error: 'forbidden_address', duration_ms: 0 };
  }
  const late = new AbortController();
  const cancel = clock.schedule(() => late.abort(), policy.tryMs);
  try {
    const response = await fetch(url, {
      ...{ method: 'POST', body, signal: late.signal, maxRedirects: 0 },
      headers: { 'content-type': 'application/json', 'user-agent': 'Sets-Webhooks/1', ...headers },
    });
    const answered = { status: response.status, error: null, duration_ms: took() };
    await drop(response, deps);
    return answered;
  } catch (error) {
    return { status: null, error: faultOf(error, late.signal), duration_ms: took() };
  } finally {
    cancel();
  }
}

function faultOf(error: unknown, late: AbortSignal): string {
  if (late.aborted) {
    return 'timeout';
  }
  return error instanceof ProblemError ? 'forbidden_address' : 'connection';
}

/**
 * A short answer is read, so that its connection can be used again; one that is long, or comes byte by byte, is cut off.
 * It never matters.
 */
async function drop({ body }: OutboundResponse, { clock, policy }: Pick<SendDeps, 'clock' | 'policy'>): Promise<void> {
  if (body === null) {
    return;
  }
  const reader = body.getReader();
  if ((await orLate(clock, isShort(reader, policy.maxAnswerBytes), policy.answerBodyMs)) !== true) {
    reader.cancel().catch(() => {});
  }
}

/** Whether it has ended before more than `maxBytes` came. */
async function isShort(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<boolean> {
  try {
    for (let left = maxBytes; left >= 0; ) {
      const { done, value } = await reader.read();
      if (done) {
        return true;
      }
      left -= value.byteLength;
    }
  } catch {
    // The status had been said before.
  }
  return false;
}
