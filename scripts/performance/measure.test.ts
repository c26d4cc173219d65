import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Job } from '@sets/contract';
import { API_ROUTES } from '@sets/contract/routes';
import { afterEach, expect, it } from 'vitest';
import { measure, requestsOf } from './measure.ts';

const SCRIPT = join(import.meta.dirname, '../performance-test.ts');
const QUEUED: Job = { ...API_ROUTES.submitJob.responses[202].example, poll_after_ms: 1 };
const FINISHED: Job = { ...API_ROUTES.submitJob.responses[200].example, id: QUEUED.id };
const failedWith = (code: 'not_a_workout' | 'attempts_exhausted'): Job => ({
  ...FINISHED,
  ...{ status: 'failed', result: null },
  error: { code, message: 'It failed.', retryable: code === 'attempts_exhausted' },
});

interface Seen {
  readonly asked: string[];
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** An API whose jobs are queued at first, and end as they are told to. */
async function api(
  end: (link: string) => Job,
  pages: (path: string) => number = () => 200,
): Promise<Seen & { url: string }> {
  const asked: string[] = [];
  let link = '';
  server = createServer(async (request, response) => {
    const { method, url = '' } = request;
    asked.push(`${method} ${url}`);
    const answer = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (method === 'POST') {
      ({ url: link } = JSON.parse(await text(request)));
      return answer(202, QUEUED);
    }
    return url.startsWith('/v1/jobs/') ? answer(200, end(link)) : answer(pages(url), {});
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function rowsOf(url: string, links: readonly string[], done: number[] = []) {
  const options = {
    url,
    concurrent: 1,
    requests: links.length,
    links,
    onDone: (count: number) => void done.push(count),
  };
  const { rows, bars } = await measure(options);
  return { success: Object.fromEntries(rows.map(({ name, success }) => [name, success])), bars, options };
}

it('asks the pages, and each link to its end', async () => {
  const { url, asked } = await api(() => FINISHED);
  const done: number[] = [];
  const { success, options } = await rowsOf(url, ['a', 'b'], done);
  expect(success).toEqual({ health: 1, regions: 1, processing: 1, metrics: 1, 'submit to result': 1 });
  expect(asked.filter((one) => one.includes('/v1/'))).toEqual([
    ...['POST /v1/jobs', `GET /v1/jobs/${QUEUED.id}`, 'POST /v1/jobs', `GET /v1/jobs/${QUEUED.id}`],
  ]);
  expect(done.at(-1)).toBe(requestsOf(options));
});

it('counts a post without a workout as an answer, and a fault of ours as none', async () => {
  const { url } = await api((link) => failedWith(link === 'ours' ? 'attempts_exhausted' : 'not_a_workout'));
  expect((await rowsOf(url, ['a post without a workout'])).success['submit to result']).toBe(1);
  expect((await rowsOf(url, ['ours', 'a post without a workout'])).success['submit to result']).toBe(0.5);
});

it('misses its bar of success when a single page fails', async () => {
  const { url } = await api(
    () => FINISHED,
    (path) => (path === '/health/regions' ? 503 : 200),
  );
  const { success, bars } = await rowsOf(url, ['a']);
  expect(success).toMatchObject({ health: 1, regions: 0 });
  expect(bars.find(({ name }) => name === 'success')).toMatchObject({ figure: 0, met: false });
});

async function script(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const child = spawn(process.execPath, [SCRIPT, ...args]);
  const ended = once(child, 'close');
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number];
  return { code, out, error };
}

it('ends with 1 when a target is missed, with a table and its figures in a file', async () => {
  const { url } = await api(
    () => FINISHED,
    (path) => (path === '/metrics/performance' ? 500 : 200),
  );
  const folder = mkdtempSync(join(tmpdir(), 'performance-'));
  try {
    const output = join(folder, 'results.json');
    const { code, out } = await script('--url', `${url}/`, '--concurrent', '2', '--requests', '3', '--output', output);
    expect(code).toBe(1);
    expect(out).toMatch(/\| submit to result \| 3 \| 1 \|/);
    expect(out).toContain('Missed: success is 0');
    expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({
      url,
      concurrent: 2,
      rows: [{ name: 'health' }, {}, {}, {}, {}],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('says in one line that nobody is there, and what it does not understand', async () => {
  const nobody = await script('--url', 'http://127.0.0.1:9');
  expect(nobody).toMatchObject({ code: 1, out: '' });
  expect(nobody.error).toMatch(/^http:\/\/127\.0\.0\.1:9 does not answer; .+\n$/);
  expect(await script('--requests', 'many')).toMatchObject({
    code: 2,
    error: '--requests must be a whole number above 0\n',
  });
});
