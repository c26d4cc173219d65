import { createOutbound, listen } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { checkBalance } from '../src/index.ts';

async function findingOf(status: number, body: string, apiKey = 'k') {
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
    const check = checkBalance({ apiKey, baseUrl: `http://127.0.0.1:${server.port}/` }, outbound.fetch);
    return { finding: await check.run(new AbortController().signal), asked };
  } finally {
    await outbound.close();
    await server.close({ graceMs: 0 });
  }
}

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
