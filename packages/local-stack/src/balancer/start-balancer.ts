import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Clock, sleep, systemClock } from '@sets/clock';
import { LIVENESS } from '@sets/contract';
import { serveOnLoopback } from '../loopback-server.ts';
import { CITIES, CITY_HEADER, cityNamed, clientRoundTripMs, geoLocationOf, nearestFirst } from './client-places.ts';
import { createOutlierDetection, type Outcome } from './outlier-detection.ts';
import { type PassedRequest, type Sent, sendOnce } from './send-once.ts';
import { type ProbePolicy, READINESS, startServiceHealth } from './service-health.ts';

export interface BalancerOptions {
  readonly port: number;
  /** Addresses of the API's instances, by region. */
  readonly instances: ReadonlyMap<string, readonly string[]>;
  /** Of the workload's round trips between client and region: 1 is all of it, 0 none. */
  readonly roundTripScale: number;
  readonly probes?: ProbePolicy;
  readonly clock?: Clock;
}

/** One region as the balancer sees it. */
export interface BackendState {
  readonly region: string;
  /** Its readiness probes. */
  readonly healthy: boolean;
  /** Taken out by outlier detection. */
  readonly ejected: boolean;
  readonly instances: number;
  readonly ready: number;
  /** Requests that it was sent since the start. */
  readonly requests: number;
}

export interface Balancer {
  readonly url: string;
  state(): readonly BackendState[];
  /**
   * Whether a request with a body that nobody listened to goes to the next region, as from the start. Google documents no
   * such thing, only that it may not have arrived: drills are run both ways.
   */
  sendUnsentElsewhere(sends: boolean): void;
  close(): Promise<void>;
}

/** Where the balancer tells its own state; the API has no such path. */
export const BALANCER_STATE_PATH = '/_balancer';
/** Says which region answered. The real balancer tells that in its log. */
export const REGION_HEADER = 'x-simulated-region';
/** Opens the ways to one region, as operators' commands use them; the real key is a secret. */
export const LOCAL_SMOKE_KEY = 'local';

const PROBE_TIMEOUT_MS = 2_000;
const GATEWAY_FAILURES = new Set([502, 503, 504]);
/** Of one connection, or the balancer's to say. */
const NOT_PASSED_ON = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', CITY_HEADER]);

/**
 * What stands before the APIs of all regions, as the global external load balancer does: each client goes to the nearest
 * region that is healthy and no outlier, with a header that says where the client is. Without a retry policy it sends a
 * request once more, to the next region, in two cases only: nobody listened, or a request without a body was answered by
 * a gateway failure. What it answers is streamed, events included.
 */
export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const { instances, roundTripScale, probes = READINESS, clock = systemClock } = options;
  const regions = [...instances.keys()];
  const health = startServiceHealth({ instances, probe: isReady, policy: probes, clock });
  const outliers = createOutlierDetection(regions, { clock });
  const requests = new Map(regions.map((region) => [region, 0]));
  let unsentGoesElsewhere = true;

  const state = (): BackendState[] =>
    regions.map((region) => ({
      region,
      healthy: health.isHealthy(region),
      ejected: outliers.isEjected(region),
      instances: instances.get(region)?.length ?? 0,
      ready: health.ready(region).length,
      requests: requests.get(region) ?? 0,
    }));

  /** In the order in which they are tried. Where every healthy region is an outlier, that says nothing of any of them. */
  function candidatesOf(incoming: IncomingMessage): readonly string[] {
    const { 'x-sets-region': named, 'x-sets-smoke-key': key } = incoming.headers;
    if (typeof named === 'string' && key === LOCAL_SMOKE_KEY) {
      return regions.filter((region) => region === named);
    }
    const healthy = nearestFirst(placeOf(incoming), regions).filter(health.isHealthy);
    const usable = healthy.filter((region) => !outliers.isEjected(region));
    return usable.length === 0 ? healthy : usable;
  }

  /** One after the other, until an instance of the region listens. */
  async function sendTo(region: string, passed: PassedRequest, signal: AbortSignal): Promise<Sent> {
    const count = requests.get(region) ?? 0;
    requests.set(region, count + 1);
    const ready = health.ready(region);
    const known = ready.length === 0 ? (instances.get(region) ?? []) : ready;
    const from = count % Math.max(1, known.length);
    for (const instance of [...known.slice(from), ...known.slice(0, from)]) {
      const sent = await sendOnce(instance, passed, signal);
      if (sent.kind !== 'never_sent') {
        return sent;
      }
    }
    return { kind: 'never_sent' };
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const place = placeOf(incoming);
    const passed = { ...passedOf(incoming), body };
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const candidates = candidatesOf(incoming);
    let repeats = body.length === 0 ? 1 : 0;
    for (const [index, region] of candidates.entries()) {
      await sleep(clock, clientRoundTripMs(place, region) * roundTripScale, gone.signal);
      const sent = await sendTo(region, passed, gone.signal);
      if (gone.signal.aborted) {
        return;
      }
      outliers.record(region, outcomeOf(sent));
      if (sent.kind === 'never_sent' && (body.length === 0 || unsentGoesElsewhere)) {
        continue;
      }
      if (outcomeOf(sent) === 'gateway' && repeats > 0 && index + 1 < candidates.length) {
        repeats -= 1;
        discard(sent);
        continue;
      }
      relay(sent, region, response);
      return;
    }
    refuse(response, 503, 'no healthy upstream');
  }

  const server = await serveOnLoopback(options.port, (incoming, response) => {
    if (incoming.url === BALANCER_STATE_PATH) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ regions: state() }));
      return;
    }
    // Only a client that left in the middle of its own body ends here.
    serve(incoming, response).catch(() => response.destroy());
  });
  return {
    url: `http://127.0.0.1:${options.port}`,
    state,
    sendUnsentElsewhere(sends) {
      unsentGoesElsewhere = sends;
    },
    async close() {
      await health.stop();
      await server.close();
    },
  };
}

const placeOf = ({ headers }: IncomingMessage) => CITIES[cityNamed(headers[CITY_HEADER])];

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(url + LIVENESS.path, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).catch(
    () => null,
  );
  await response?.body?.cancel();
  return response?.ok === true;
}

const passable = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.has(name)));

/** A client's own word on where it is, or whom it speaks for, is replaced or added to. */
function passedOf(incoming: IncomingMessage): Omit<PassedRequest, 'body'> {
  const client = incoming.socket.remoteAddress ?? '127.0.0.1';
  const before = incoming.headers['x-forwarded-for'];
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: {
      ...passable(incoming.headers),
      'x-client-geo-location': geoLocationOf(placeOf(incoming)),
      'x-forwarded-for': [...(before === undefined ? [] : [before]), client, '127.0.0.1'].join(','),
      via: '1.1 google',
    },
  };
}

function outcomeOf(sent: Sent): Outcome {
  if (sent.kind !== 'answered') {
    return 'gateway';
  }
  const { statusCode = 502 } = sent.answer;
  return GATEWAY_FAILURES.has(statusCode) ? 'gateway' : statusCode >= 500 ? 'error' : 'ok';
}

function discard(sent: Sent): void {
  if (sent.kind === 'answered') {
    sent.answer.resume();
  }
}

function relay(sent: Sent, region: string, response: ServerResponse): void {
  if (sent.kind !== 'answered') {
    refuse(response, 502, 'the region did not answer');
    return;
  }
  const { answer } = sent;
  const headers = { ...passable(answer.headers), [REGION_HEADER]: region, via: '1.1 google' };
  response.writeHead(answer.statusCode ?? 502, headers);
  response.flushHeaders();
  // An answer that breaks off must not look like one that ended.
  answer.once('error', () => response.destroy());
  answer.pipe(response);
}

const refuse = (response: ServerResponse, status: number, reason: string): void =>
  void response.writeHead(status, { 'content-type': 'text/plain' }).end(reason);
