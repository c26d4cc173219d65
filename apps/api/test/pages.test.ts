import { PROBLEM_CODES, PROBLEMS } from '@sets/contract';
import { API_ROUTES, type RouteTable } from '@sets/contract/routes';
import { problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

const text = async (path: string): Promise<string> => String((await api.get(path)).body);

/** What a browser would fetch or run beside the page itself. */
const FROM_ELSEWHERE = /<script|<link|<iframe|<img|@import|url\(|\bon\w+=|(?:src|href)="(?!#|\/[a-z])/i;

it('/docs shows every call and every schema on one page that needs nothing else', async () => {
  const { headers } = await api.get('/docs');
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  const docs = await text('/docs');
  for (const [id, { method, path }] of Object.entries<RouteTable[string]>(API_ROUTES)) {
    expect(docs).toContain(`<article id="${id}">\n<h3><code>${method} ${path}</code></h3>`);
  }
  const targets = [...docs.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? '');
  expect(targets.length).toBeGreaterThan(30);
  expect(targets.filter((id) => !docs.includes(`id="${id}"`))).toEqual([]);
  expect(docs).not.toMatch(FROM_ELSEWHERE);
});

it.each(PROBLEM_CODES)('the type of %s is the address of a page about it', async (code) => {
  const page = await text(`/problems/${code}`);
  expect(page).toContain(`<code>${code}</code>`);
  expect(page).toContain(PROBLEMS[code].title.replaceAll('"', '&quot;'));
  expect(page).not.toMatch(FROM_ELSEWHERE);
});

it('a problem leads to its page, and there is none for others', async () => {
  const problem = problemOf(await api.get('/v1/jobs/AAAAAAAAAAAAAAAAAAAAAA'));
  expect((await api.get(problem.type)).status).toBe(200);
  expect((await api.get('/problems/constructor')).status).toBe(404);
});

it('/llms.txt says how to submit and to poll, and where the rest stands', async () => {
  const llms = await text('/llms.txt');
  expect(llms).toMatch(/^# Sets AI Backend\n\n> /);
  for (const part of ['POST /v1/jobs', 'GET /v1/jobs/{id}', '/openapi.json', '/docs', 'poll_after_ms']) {
    expect(llms).toContain(part);
  }
});
