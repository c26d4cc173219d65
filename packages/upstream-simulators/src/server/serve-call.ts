import { type Clock, sleep } from '@sets/clock';
import type { BodyKind, Effect } from '../faults/fault.ts';
import type { CallDetails, FaultRegistry, FaultVerdict, UpstreamCall } from '../faults/fault-registry.ts';
import type { LatencyDraw, LatencyKind, LatencyModel } from '../latency/latency-model.ts';
import type { Counters } from './counters.ts';
import { type Exchange, sendHalf, sendJson, sendText, UpstreamError } from './exchange.ts';

export interface CallParts {
  readonly clock: Clock;
  readonly latency: LatencyModel;
  readonly faults: FaultRegistry;
  readonly counters: Counters;
}

/** What an upstream says about one call, once it has read the request. */
export interface PreparedCall {
  /** Null for calls that take no time worth simulating. */
  readonly kind: LatencyKind | null;
  /** Names the work, so that its latency is the same whenever it arrives. */
  readonly key: string;
  /** The right answer: a JSON body, or a function that writes one itself. */
  readonly answer: JsonAnswer | StreamAnswer;
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StreamAnswer {
  /** Writes the whole response, after the latency of its first byte. */
  write(): Promise<void> | void;
  /** The body as bytes, for half of it to be sent. */
  readonly sample: Buffer;
  readonly contentType: string;
}

export interface UpstreamBehaviour {
  readonly call: UpstreamCall;
  /** Reads what only the request's body tells, for faults that ask for it. */
  details?(): Promise<CallDetails>;
  /** Reads the request and decides the answer, with the effects that are this upstream's own. */
  prepare(effect: Effect | null): Promise<PreparedCall> | PreparedCall;
  /** An error body in this upstream's form. */
  error(status: number, hints: { readonly retryInfoS?: number | undefined }): unknown;
  /** The status of a call that fails on its own. */
  readonly ownFailureStatus: number;
}

const PAGE = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>';
const PLAIN_TEXT = 'upstream connect error or disconnect/reset before headers';

/** What a body of this kind holds; `own` is the upstream's own form. */
function bodyText(kind: BodyKind, own: string): string {
  switch (kind) {
    case 'own':
      return own;
    case 'html':
      return PAGE;
    case 'empty':
      return '';
    case 'truncated':
      return own.slice(0, Math.floor(own.length / 2));
    case 'text':
      return PLAIN_TEXT;
    case 'null':
      return 'null';
  }
}

const rightText = (answer: PreparedCall['answer']): string =>
  'write' in answer ? answer.sample.toString() : JSON.stringify(answer.body);

/** Runs one upstream call: counts it, applies faults, waits its latency, answers. */
export function createCallServer({ clock, latency, faults, counters }: CallParts) {
  const occurrences = new Map<string, number>();

  const occurrenceOf = (words: string): number => {
    const seen = occurrences.get(words) ?? 0;
    occurrences.set(words, seen + 1);
    return seen;
  };

  const drawFor = ({ kind, key }: PreparedCall, location: string): LatencyDraw => {
    if (kind === null) {
      return { ms: 0, fails: false };
    }
    return latency.draw(kind, location, key, occurrenceOf(`${kind}|${location}|${key}`));
  };

  const answer = async (
    exchange: Exchange,
    behaviour: UpstreamBehaviour,
    verdict: FaultVerdict,
  ): Promise<'done' | 'cut'> => {
    const { response } = exchange;
    const { effect } = verdict;
    const prepared = await behaviour.prepare(effect);
    const location = behaviour.call.location ?? '-';
    const draw = drawFor(prepared, location);
    const connectionMs = exchange.newConnection ? latency.newConnectionMs : 0;
    const distanceMs = latency.roundTripMs(exchange.from, location);
    await sleep(clock, draw.ms * verdict.times + verdict.addMs + connectionMs + distanceMs, exchange.gone);
    if (exchange.gone.aborted) {
      return 'done';
    }

    const right = prepared.answer;
    if (effect?.kind === 'status') {
      const headers = effect.retry_after_s === undefined ? {} : { 'retry-after': String(effect.retry_after_s) };
      const own =
        effect.status < 400
          ? rightText(right)
          : JSON.stringify(behaviour.error(effect.status, { retryInfoS: effect.retry_info_s }));
      sendText(response, effect.status, bodyText(effect.body, own), headers);
      return 'done';
    }
    if (draw.fails) {
      sendJson(response, behaviour.ownFailureStatus, behaviour.error(behaviour.ownFailureStatus, {}));
      return 'done';
    }
    if (effect?.kind === 'cut_body') {
      if ('write' in right) {
        await sendHalf(response, right.sample, right.contentType);
      } else {
        await sendHalf(response, JSON.stringify(right.body));
      }
      return 'cut';
    } else if ('write' in right) {
      await right.write();
    } else {
      sendJson(response, right.status, right.body, right.headers);
    }
    return 'done';
  };

  return async (exchange: Exchange, behaviour: UpstreamBehaviour): Promise<void> => {
    const { response } = exchange;
    const end = counters.begin(behaviour.call);
    response.once('close', () => end(response.writableFinished ? { status: response.statusCode } : 'aborted'));
    const { call } = behaviour;
    const details = faults.wantsDetails(call) ? await behaviour.details?.() : undefined;
    const verdict = faults.take(call, details, counters.inFlight(call));
    if (verdict.effect?.kind === 'down') {
      end('cut');
      exchange.request.socket.resetAndDestroy();
      return;
    }
    if (verdict.effect?.kind === 'hang') {
      await sleep(clock, HANG_MS, AbortSignal.any([exchange.gone, verdict.cleared]));
      if (!exchange.gone.aborted) {
        end('cut');
      }
      exchange.request.socket.resetAndDestroy();
      return;
    }
    if (verdict.effect?.kind === 'hold') {
      await sleep(clock, HANG_MS, AbortSignal.any([exchange.gone, verdict.cleared]));
    }
    try {
      if ((await answer(exchange, behaviour, verdict)) === 'cut') {
        end('cut');
      }
    } catch (error) {
      if (!(error instanceof UpstreamError)) {
        throw error;
      }
      sendJson(response, error.status, error.body, error.headers);
    }
  };
}

/** Longer than anyone waits: an hour. */
const HANG_MS = 3_600_000;
