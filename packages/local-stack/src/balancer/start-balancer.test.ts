import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LIVENESS } from '@sets/contract';
import { afterEach, expect, it } from 'vitest';
import { isPortFree } from '../ports.ts';
import { until } from '../until.ts';
import { CITY_HEADER, type City } from './client-places.ts';
import { OUTLIERS } from './outlier-detection.ts';
import type { ProbePolicy } from './service-health.ts';
import { BALANCER_STATE_PATH, type Balancer, LOCAL_SMOKE_KEY, REGION_HEADER, startBalancer } from './start-balancer.ts';

const REGIONS = ['us-central1', 'us-east1', 'europe-west1', 'asia-southeast1'] as const;
type Region = (typeof REGIONS)[number];

const servers = new Map<string, Server>();
let balancer: Balancer | undefined;
afterEach(async () => {
  await balancer?.close();
  for (const region of servers.keys()) {
    await stop(region);
  }
});

async function listen(listener: RequestListener, port = 0): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

async function stop(region: string): Promise<void> {
  const server = servers.get(region);
  servers.delete(region);
  await new Promise((resolve) => {
    server?.close(resolve);
    server?.closeAllConnections();
  });
}

/** Live by its probe, whatever it answers otherwise. */
const live =
  (listener: RequestListener): RequestListener =>
  (request, response) =>
    request.url === LIVENESS.path ? response.end() : listener(request, response);

const echo: RequestListener = async (request, response) => {
  const { method, url, headers } = request;
  response.end(JSON.stringify({ method, url, headers, body: await text(request) }));
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function start(
  listeners: Partial<Record<Region, RequestListener>> = {},
  probes: ProbePolicy = { everyMs: 20, failureThreshold: 2 },
): Promise<Balancer> {
  const instances = new Map<string, readonly string[]>();
  for (const region of REGIONS) {
    const server = await listen(live(listeners[region] ?? echo));
    servers.set(region, server);
    instances.set(region, [`http://127.0.0.1:${portOf(server)}`]);
  }
  const spare = await listen(echo);
  const port = portOf(spare);
  await new Promise((resolve) => spare.close(resolve));
  balancer = await startBalancer({
    ...{ port, instances, roundTripScale: 0 },
    probes,
  });
  return balancer;
}

const ask = (city: City, path = '/', init: RequestInit = {}) =>
  fetch((balancer?.url ?? '') + path, {
    ...init,
    headers: { [CITY_HEADER]: city, ...(init.headers as Record<string, string> | undefined) },
  });

async function regionFor(city: City, init: RequestInit = {}): Promise<string | null> {
  const response = await ask(city, '/', init);
  await response.text();
  return response.headers.get(REGION_HEADER);
}

const seen = (region: Region) => balancer?.state().find((one) => one.region === region);

it('sends each client to the region that is nearest to it', async () => {
  await start();
  const cities = ['chicago', 'berlin', 'tokyo', 'sao-paulo', 'sydney'] as const;
  expect(await Promise.all(cities.map((city) => regionFor(city)))).toEqual([
    'us-central1',
    'europe-west1',
    'asia-southeast1',
    'us-east1',
    'asia-southeast1',
  ]);
});

it('passes a request on, with where its client is, whatever the client says of that', async () => {
  await start();
  const init = {
    method: 'POST',
    body: 'é',
    headers: { 'X-Client-Geo-Location': 'XX,0,0', 'x-forwarded-for': '9.9.9.9' },
  };
  const seenByApi = (await (await ask('sydney', '/v1/jobs?a=1', init)).json()) as Record<string, unknown>;
  expect(seenByApi).toMatchObject({
    ...{ method: 'POST', url: '/v1/jobs?a=1', body: 'é' },
    headers: {
      'x-client-geo-location': 'AU,-33.870000,151.210000',
      'x-forwarded-for': '9.9.9.9,127.0.0.1,127.0.0.1',
      'content-length': '2',
    },
  });
  expect(seenByApi.headers).not.toHaveProperty(CITY_HEADER);
});

it('leaves a region whose probes fail, and comes back to it', async () => {
  await start();
  const gone = servers.get('europe-west1');
  const port = gone === undefined ? 0 : portOf(gone);
  await stop('europe-west1');
  expect(await regionFor('berlin')).toBe('us-east1');
  await until('the region to be unhealthy', () => seen('europe-west1')?.healthy === false);
  expect(await regionFor('berlin')).toBe('us-east1');
  expect(await isPortFree(port)).toBe(true);
  servers.set('europe-west1', await listen(live(echo), port));
  await until('the region to be healthy', () => seen('europe-west1')?.healthy);
  expect(await regionFor('berlin')).toBe('europe-west1');
});

it('sends what never arrived elsewhere, whatever its method', async () => {
  await start();
  await stop('europe-west1');
  const response = await ask('berlin', '/v1/jobs', { method: 'POST', body: '{}' });
  expect(response.headers.get(REGION_HEADER)).toBe('us-east1');
  expect(await response.json()).toMatchObject({ method: 'POST', body: '{}' });
});

it('gives up on a POST that never arrived where it is told to, until the region is an outlier', async () => {
  // No probe sees it: outlier detection alone takes the region out.
  await start({}, { everyMs: 3_600_000, failureThreshold: 2 });
  balancer?.sendUnsentElsewhere(false);
  await stop('europe-west1');
  const statuses: number[] = [];
  for (let sent = 0; sent <= OUTLIERS.consecutiveGatewayFailures; sent += 1) {
    statuses.push((await ask('berlin', '/v1/jobs', { method: 'POST', body: '{}' })).status);
  }
  expect(statuses).toEqual([...Array.from({ length: OUTLIERS.consecutiveGatewayFailures }, () => 502), 200]);
  expect(seen('europe-west1')).toMatchObject({ healthy: true, ejected: true });
});

it.each([
  ['is cut off', ((request) => request.socket.destroy()) as RequestListener, 502],
  ['gets a 503', ((_request, response) => response.writeHead(503).end()) as RequestListener, 503],
])('repeats a GET that %s elsewhere once, and no POST', async (_what, listener, status) => {
  await start({ 'europe-west1': listener });
  expect(await regionFor('berlin')).toBe('us-east1');
  const posted = await ask('berlin', '/v1/jobs', { method: 'POST', body: '{}' });
  expect(posted.status).toBe(status);
});

it('repeats a GET once and not more', async () => {
  const failing: RequestListener = (_request, response) => response.writeHead(503).end();
  await start(Object.fromEntries(REGIONS.map((region) => [region, failing])));
  expect((await ask('berlin')).status).toBe(503);
  expect(balancer?.state().reduce((sum, { requests }) => sum + requests, 0)).toBe(2);
});

it('takes out a region that is live and fails every request', async () => {
  await start({ 'europe-west1': (_request, response) => response.writeHead(500).end() });
  for (let sent = 0; sent < OUTLIERS.consecutiveErrors; sent += 1) {
    expect((await ask('berlin')).status).toBe(500);
  }
  expect(seen('europe-west1')).toMatchObject({ healthy: true, ejected: true });
  expect(await regionFor('berlin')).toBe('us-east1');
});

it('streams events as they come, and tells the region when the client has left', async () => {
  const left = Promise.withResolvers<void>();
  await start({
    'europe-west1': (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n');
      response.once('close', left.resolve);
    },
  });
  const leaving = new AbortController();
  const response = await ask('berlin', '/v1/jobs/x/events', { signal: leaving.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe('data: first\n\n');
  leaving.abort();
  await left.promise;
});

it('breaks an answer off where its region did', async () => {
  await start({
    'europe-west1': (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    },
  });
  await expect((async () => await (await ask('berlin')).text())()).rejects.toThrow();
});

it('opens one region to whoever has the operators’ key, and to nobody else', async () => {
  await start();
  const way = { 'x-sets-region': 'asia-southeast1' };
  expect(await regionFor('berlin', { headers: way })).toBe('europe-west1');
  expect(await regionFor('berlin', { headers: { ...way, 'x-sets-smoke-key': LOCAL_SMOKE_KEY } })).toBe(
    'asia-southeast1',
  );
});

it('says 503 when no region listens, and shows its state', async () => {
  await start();
  for (const region of REGIONS) {
    await stop(region);
  }
  expect((await ask('berlin')).status).toBe(503);
  await until('all to be unhealthy', () => balancer?.state().every(({ healthy }) => !healthy));
  const page = await (await fetch((balancer?.url ?? '') + BALANCER_STATE_PATH)).json();
  expect(page).toEqual({ regions: balancer?.state() });
});
