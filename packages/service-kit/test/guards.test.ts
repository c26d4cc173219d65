import { ProblemError } from '@sets/contract';
import { defineRoutes } from '@sets/contract/routes';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import {
  bindRoutes,
  type Caller,
  createHttpApp,
  createMetrics,
  type Guard,
  type Listening,
  listen,
  silentLogger,
} from '../src/index.ts';

const seen = { 200: { description: 'What was seen.', schema: z.unknown() } } as const;
const route = { method: 'GET', tag: 'meta', summary: 'Look', problems: [], responses: seen } as const;
const routes = defineRoutes({
  look: { ...route, path: '/look', right: 'caller' },
  open: { ...route, path: '/open', right: 'public' },
});

let server: Listening | undefined;
afterEach(() => server?.close({ graceMs: 0 }));

async function start({ hops = 0, ...guards }: { hops?: number; caller?: Guard; public?: Guard }) {
  const look = ({ caller }: { caller: Caller }) => ({ status: 200, body: caller }) as const;
  const app = createHttpApp({
    logger: silentLogger,
    metrics: createMetrics({ service: 'test', region: 'r' }),
    trustedProxyHops: hops,
    routes: bindRoutes(routes, { look, open: look }, { caller: () => caller('nobody'), ...guards }),
  });
  const started = await listen(app, { port: 0 });
  server = started;
  return (path: string, headers: Record<string, string> = {}) => fetch(`${started.url}${path}`, { headers });
}

const caller = (id: string): Caller => ({ id, kind: 'api_key', scopes: ['submit'] });

it('a handler is told who its guard found', async () => {
  const get = await start({
    caller: ({ header, route: { path } }) => ({ ...caller(header('x-who') ?? ''), app: path }),
  });
  expect(await (await get('/look', { 'x-who': 'ada' })).json()).toEqual({ ...caller('ada'), app: '/look' });
});

it('a public route is asked by nobody with a name, though a guard may count who comes', async () => {
  const open = await start({});
  expect(await (await open('/open')).json()).toMatchObject({ id: 'anonymous', kind: 'anonymous' });
  await server?.close({ graceMs: 0 });
  const counted = await start({ public: () => caller('counted') });
  expect(await (await counted('/open')).json()).toMatchObject({ id: 'counted' });
});

it('what a guard puts on the answer is there, also when it refuses', async () => {
  const get = await start({
    caller({ header, answerHeader }) {
      answerHeader('Retry-After', '7');
      if (header('x-who') === undefined) {
        throw new ProblemError('forbidden');
      }
      return caller('ada');
    },
  });
  for (const headers of [{}, { 'x-who': 'ada' }]) {
    expect((await get('/look', headers)).headers.get('retry-after')).toBe('7');
  }
});

it.each([
  ['no proxy is trusted by default', 0, '6.6.6.6', '127.0.0.1'],
  ['one proxy says who called it', 1, '6.6.6.6, 203.0.113.9', '203.0.113.9'],
  [
    'two proxies: what stands before theirs is the caller’s invention',
    2,
    '6.6.6.6, 203.0.113.9, 10.0.0.1',
    '203.0.113.9',
  ],
  ['a shorter list than trusted is taken as far as it goes', 2, '203.0.113.9', '203.0.113.9'],
  ['IPv4 in IPv6 clothes is IPv4', 1, '::ffff:203.0.113.9', '203.0.113.9'],
  ['IPv6 is written one way', 1, '2001:DB8:0:0::0001', '2001:db8::1'],
  ['what is no address counts for nothing', 1, '<script>', '127.0.0.1'],
  ['an empty list too', 1, '', '127.0.0.1'],
])('%s', async (_what, hops, forwarded, address) => {
  const get = await start({ hops, caller: (request) => ({ ...caller('ada'), app: request.address() }) });
  expect(await (await get('/look', { 'x-forwarded-for': forwarded })).json()).toMatchObject({ app: address });
});
