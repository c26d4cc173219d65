import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpApp, createMetrics, type Listening, listen } from '../src/index.ts';
import { type Captured, captureLog } from './support/capture.ts';
import { bindTestRoutes, NEVER_SENT } from './support/test-routes.ts';

let server: Listening;
let log: Captured;
beforeEach(async () => {
  log = captureLog();
  const { logger } = log;
  const metrics = createMetrics({ service: 'api', region: 'us-central1' });
  server = await listen(createHttpApp({ logger, metrics, routes: bindTestRoutes(logger) }), { port: 0 });
});
afterEach(() => server.close({ graceMs: 0 }));

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });

describe('a failure of ours', () => {
  it.each(['/throws', '/rejects', '/stored', '/strings'])('at %s is a 500 that tells nothing', async (path) => {
    const response = await get(path, { 'x-request-id': 'r-9' });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/hunter2|secret|stack|\.ts/);
    expect(JSON.parse(text)).toEqual({
      type: '/problems/internal',
      title: 'Something went wrong on our side.',
      status: 500,
      code: 'internal',
      retryable: true,
      request_id: 'r-9',
    });
  });

  it('is logged with its stack', async () => {
    await get('/throws');
    const line = log.lines().find(({ severity }) => severity === 'ERROR');
    expect(line?.stack_trace).toContain(NEVER_SENT);
  });

  it('that is a known problem says when to try again, and keeps its cause to the log', async () => {
    const response = await get('/busy');
    const text = await response.text();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(JSON.parse(text)).toMatchObject({ code: 'model_unavailable', detail: 'Soon.', retry_after_s: 1.2 });
    expect(text).not.toContain('hunter2');
    expect(log.text()).toContain('hunter2');
  });

  it.each([
    ['/throws', 'ERROR'],
    ['/busy', 'INFO'],
  ])('at %s has a line of %s', async (path, severity) => {
    await get(path);
    const lines = log.lines().filter(({ message }) => String(message).startsWith('Answered '));
    expect(lines.map((line) => line.severity)).toEqual([severity]);
  });

  it('that an instance decides on leaves its access line alone', async () => {
    expect((await get('/full')).status).toBe(503);
    await expect.poll(() => log.lines().map(({ message }) => message)).toEqual(['GET /full 503']);
  });

  it('after half an answer cuts the connection', async () => {
    await expect(get('/half').then((response) => response.text())).rejects.toThrow();
  });
});
