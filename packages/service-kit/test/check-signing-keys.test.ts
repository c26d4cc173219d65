import { expect, it } from 'vitest';
import { checkSigningKeys, listen } from '../src/index.ts';

const KEYS = { name: 'keys of somebody', breaks: 'Nothing', vital: [] };

it.each([
  ['keys', 200, '{"keys":[{"kid":"a"},{"kid":"b"}]}', 'ok', /^2 keys at http/],
  ['an error', 503, '{}', 'failed', /^HTTP 503 from http/],
])('tells whether the keys can be had: %s', async (_what, status, body, expected, detail) => {
  const server = await listen((_request, response) => response.writeHead(status).end(body), { port: 0 });
  try {
    const finding = await checkSigningKeys({ ...KEYS, url: server.url }, fetch).run(new AbortController().signal);
    expect(finding).toMatchObject({ status: expected, detail: expect.stringMatching(detail) });
  } finally {
    await server.close({ graceMs: 0 });
  }
});

it('takes an answer without keys for no answer', async () => {
  const server = await listen((_request, response) => response.end('<html>'), { port: 0 });
  await expect(
    checkSigningKeys({ ...KEYS, url: server.url }, fetch).run(new AbortController().signal),
  ).rejects.toThrow();
  await server.close({ graceMs: 0 });
});
