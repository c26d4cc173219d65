import { type Clock, parseRetryAfter } from '@sets/clock';
import { Agent, request } from 'undici';
import type { DeliveryOutcome } from './attempts.ts';
import type { HttpMethod } from './model.ts';

interface OutgoingRequest {
  readonly url: string;
  readonly method: HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly deadlineMs: number;
}

export interface HttpSender {
  /** One HTTP attempt within its deadline, on the injected clock. Never rejects. */
  send(outgoing: OutgoingRequest, signal: AbortSignal): Promise<DeliveryOutcome>;
  close(): Promise<void>;
}

export function createHttpSender(clock: Clock): HttpSender {
  // The dispatch deadline is the only timeout; undici's own (5 min) would cut long dispatches short.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connectTimeout: 10_000 });

  return {
    async send({ url, method, headers, body, deadlineMs }, signal) {
      const attempt = new AbortController();
      const abort = () => attempt.abort();
      let timedOut = false;
      const cancelDeadline = clock.schedule(() => {
        timedOut = true;
        abort();
      }, deadlineMs);
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) {
        abort();
      }
      try {
        const response = await request(url, { method, headers, body, dispatcher: agent, signal: attempt.signal });
        await response.body.dump();
        const retryAfter = response.headers['retry-after'];
        return {
          kind: 'response',
          status: response.statusCode,
          retryAfterMs: parseRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, clock.now()),
        };
      } catch (error) {
        if (timedOut) {
          return { kind: 'timeout' };
        }
        return { kind: 'unreachable', detail: error instanceof Error ? error.message : String(error) };
      } finally {
        cancelDeadline();
        signal.removeEventListener('abort', abort);
      }
    },
    close: () => agent.destroy(),
  };
}
