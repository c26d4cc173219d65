import { systemClock } from '@sets/clock';
import { afterAll, expect, it } from 'vitest';
import { createLifecycle, createMetrics, scrapeGuard, serveMetrics, silentLogger } from '../src/index.ts';

const lifecycle = createLifecycle({ logger: silentLogger });
const outside = { clock: systemClock, logger: silentLogger, lifecycle };
const metrics = createMetrics({ service: 'api', region: 'r' });
afterAll(async () => expect(await lifecycle.stop()).toEqual([]));

it('shows the metrics to whoever shares the loopback, and nothing else', async () => {
  const port = await serveMetrics({ METRICS_PORT: 0 }, metrics, outside);
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });
  const page = await get('/metrics');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4']);
  expect(await page.text()).toContain('http_requests_in_flight{service="api",region="r"} 0');
  expect((await get('/metrics', 'POST')).status).toBe(404);
  expect((await get('/health')).status).toBe(404);
});

it('opens no port unless one is set', async () => {
  expect(await serveMetrics({ METRICS_PORT: undefined }, metrics, outside)).toBeNull();
});

it('closes the public address in production only', () => {
  expect(scrapeGuard({ ENVIRONMENT: 'production' })).toBe('closed');
  expect(scrapeGuard({ ENVIRONMENT: 'staging' })).toBeTypeOf('function');
});
