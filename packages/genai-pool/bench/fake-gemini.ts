import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from './seeded.ts';

/** What is wrong with a location between two moments. Times and latencies are in benchmark milliseconds. */
export interface Fault {
  readonly locations: readonly string[] | 'all';
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind:
    | { readonly type: 'down' }
    | { readonly type: 'slow'; readonly times: number }
    | { readonly type: 'rate_limited'; readonly share: number; readonly retryAfterMs: number | null }
    | { readonly type: 'cut'; readonly share: number }
    | { readonly type: 'stragglers'; readonly share: number; readonly times: number }
    | { readonly type: 'capacity'; readonly max: number };
}

/** One contender's own copy of the cloud: contenders run side by side and must not use up each other's capacity. */
export interface Script {
  readonly run: string;
  readonly seed: number;
  /** Benchmark milliseconds per real one. */
  readonly scale: number;
  /** Lognormal, by median and 95th percentile; 0 answers at once. */
  readonly latencyMs: { readonly median: number; readonly p95: number };
  readonly errorRate: number;
  readonly faults: readonly Fault[];
}

export interface CallLog {
  readonly location: string;
  readonly atMs: number;
  readonly status: number;
}

interface Copy {
  readonly script: Script;
  readonly startedAt: number;
  readonly random: () => number;
  readonly inFlight: Map<string, number>;
  readonly calls: CallLog[];
}

const ERROR_MS = 50;
const Z_95 = 1.6449;
const USAGE = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };

export class FakeGemini {
  readonly #copies = new Map<string, Copy>();
  readonly #server = createServer((request, response) => this.#answer(request, response));

  listen(): Promise<number> {
    this.#server.keepAliveTimeout = 60_000;
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  start(script: Script): void {
    const random = seededRandom(script.seed);
    this.#copies.set(script.run, { script, startedAt: performance.now(), random, inFlight: new Map(), calls: [] });
  }

  finish(run: string): CallLog[] {
    const calls = this.#copies.get(run)?.calls ?? [];
    this.#copies.delete(run);
    return calls;
  }

  /** Paths are `/{run}/{location}/…`; the rest is the SDK's own. */
  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const [, run = '', location = ''] = (request.url ?? '').split('/');
    const copy = this.#copies.get(run);
    if (copy === undefined) {
      response.writeHead(410).end();
      return;
    }
    const { scale } = copy.script;
    const atMs = (performance.now() - copy.startedAt) * scale;
    const plan = planReply(copy, location, atMs);
    copy.calls.push({ location, atMs, status: plan.status });
    const inFlight = copy.inFlight.get(location) ?? 0;
    copy.inFlight.set(location, inFlight + 1);
    response.on('close', () => copy.inFlight.set(location, (copy.inFlight.get(location) ?? 1) - 1));
    const reply = () => sendReply(response, plan, (request.url ?? '').includes('alt=sse'));
    if (plan.ms === 0) {
      reply();
    } else {
      setTimeout(reply, plan.ms / scale);
    }
  }
}

interface Plan {
  readonly status: number;
  readonly ms: number;
  readonly cut: boolean;
  readonly retryAfterMs: number | null;
}

function planReply({ script, random, inFlight }: Copy, location: string, atMs: number): Plan {
  // Always the same number of draws, so that one fault does not shift the luck of all later calls.
  const [latencyLuck, errorLuck, faultLuck] = [gaussian(random), random(), random()];
  const { median, p95 } = script.latencyMs;
  let ms = median === 0 ? 0 : median * Math.exp(latencyLuck * (Math.log(p95 / median) / Z_95));
  const error = (status: number, retryAfterMs: number | null = null) => ({
    status,
    ms: ERROR_MS,
    cut: false,
    retryAfterMs,
  });
  let cut = false;
  for (const { locations, fromMs, toMs, kind } of script.faults) {
    if (atMs < fromMs || atMs >= toMs || (locations !== 'all' && !locations.includes(location))) {
      continue;
    }
    if (kind.type === 'down') {
      return error(503);
    }
    if (kind.type === 'rate_limited' && faultLuck < kind.share) {
      return error(429, kind.retryAfterMs);
    }
    if (kind.type === 'capacity' && (inFlight.get(location) ?? 0) >= kind.max) {
      return error(429);
    }
    if (kind.type === 'slow') {
      ms *= kind.times;
    }
    if (kind.type === 'stragglers' && faultLuck < kind.share) {
      ms *= kind.times;
    }
    if (kind.type === 'cut') {
      cut = faultLuck < kind.share;
    }
  }
  return errorLuck < script.errorRate ? error(500) : { status: 200, ms, cut, retryAfterMs: null };
}

function sendReply(response: ServerResponse, { status, cut, retryAfterMs }: Plan, sse: boolean): void {
  if (status !== 200) {
    const retryInfo = {
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: `${(retryAfterMs ?? 0) / 1000}s`,
    };
    const details = retryAfterMs === null ? [] : [retryInfo];
    const names: Record<number, string> = { 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE' };
    const error = { code: status, message: 'from the benchmark', status: names[status], details };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    return;
  }
  const part = (text: string, finishReason?: string) => ({
    candidates: [{ content: { role: 'model', parts: [{ text }] }, ...(finishReason ? { finishReason } : {}) }],
    usageMetadata: USAGE,
  });
  if (!sse) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(part('{"ok":true}', 'STOP')));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(`data: ${JSON.stringify(part('{"ok":'))}\n\n`);
  // A cut stream ends as cleanly as a whole one; only its finishReason is missing.
  response.end(cut ? '' : `data: ${JSON.stringify(part('true}', 'STOP'))}\n\n`);
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
