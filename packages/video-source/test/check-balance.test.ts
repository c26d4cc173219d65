import { createOutbound, listen, type OutboundFetch } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { checkBalance, creditsLeft, type ScrapeCreatorsOptions } from '../src/index.ts';

const SIGNAL = new AbortController().signal;

async function askedOf<T>(
  { status, body, apiKey = 'k' }: { readonly status: number; readonly body: string; readonly apiKey?: string },
  ask: (scraper: ScrapeCreatorsOptions, fetch: OutboundFetch) => Promise<T>,
) {
  const asked: (string | undefined)[] = [];
  const server = await listen(
    (request, response) => {
      asked.push(request.url, request.headers['x-api-key']?.toString());
      response.writeHead(status).end(body);
    },
    { port: 0 },
  );
  const outbound = createOutbound({ allow: [`127.0.0.1:${server.port}`] });
  try {
    return { told: await ask({ apiKey, baseUrl: `http://127.0.0.1:${server.port}/` }, outbound.fetch), asked };
  } finally {
    await outbound.close();
    await server.close({ graceMs: 0 });
  }
}

async function findingOf(status: number, body: string, apiKey?: string) {
  const answer = { status, body, ...(apiKey === undefined ? {} : { apiKey }) };
  const check = (...scraper: Parameters<typeof checkBalance>) => checkBalance(...scraper).run(SIGNAL);
  const { told, asked } = await askedOf(answer, check);
  return { finding: told, asked };
}

const left = async (status: number, body: string, apiKey = 'k') =>
  (await askedOf({ status, body, apiKey }, (scraper, fetch) => creditsLeft(scraper, fetch, SIGNAL))).told;

it('counts what is left, and says when nobody can tell', async () => {
  expect(await left(200, '{"creditCount":41}')).toBe(41);
  expect(await left(200, '{"creditCount":-3}')).toBe(0);
  expect(await left(402, '{}')).toBe(0);
  expect(await left(200, '{}', '')).toBeNull();
  await expect(left(401, '{}')).rejects.toThrow('401');
  await expect(left(500, '{}')).rejects.toThrow('500');
});

it('tells what is left, at no cost', async () => {
  const { finding, asked } = await findingOf(200, '{"creditCount":41}');
  expect(finding).toEqual({ status: 'ok', detail: '41 credits left' });
  expect(asked).toEqual(['/v1/account/credit-balance', 'k']);
});

it.each([
  ['no credits', 200, '{"creditCount":0}', 'no credits left'],
  ['no credits, by status', 402, '{}', 'no credits left'],
  ['a refused key', 401, '{}', 'the key is refused (401)'],
  ['an outage', 500, '{}', 'HTTP 500'],
])('fails with %s', async (_what, status, body, detail) => {
  expect((await findingOf(status, body)).finding).toEqual({ status: 'failed', detail });
});

it('asks nobody without a key', async () => {
  const { finding, asked } = await findingOf(200, '{}', '');
  expect(finding.status).toBe('failed');
  expect(asked).toEqual([]);
});
