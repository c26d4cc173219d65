import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.setHeader('content-type', 'application/json');
  if (request.method === 'DELETE') {
    response.writeHead(204).end();
  } else if (request.url === '/v1/webhooks') {
    response.writeHead(201).end('{"endpoint":{"id":"we_a"},"secret":"whsec_a"}');
  } else {
    response.end('{"key":{"id":"a-key"},"api_key":"sets_a_b","keys":[]}');
  }
});
let url: string;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const run = (args: readonly string[], out: number | 'pipe') =>
  spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, SETS_URL: url, USER: 'ada' },
    stdio: ['ignore', out, 'pipe'],
  });

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'gives back what it has made when it is told to go by %s',
  async (signal) => {
    asked.length = 0;
    const child = run(['webhooks', 'listen', '--port', '0'], 'pipe');
    const ended = once(child, 'exit');
    // The second line says what to submit with: by then all is made.
    let said = '';
    for await (const piece of child.stderr ?? []) {
      said += String(piece);
      if (said.includes('--webhook we_a')) {
        break;
      }
    }
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(asked.slice(2)).toEqual(['DELETE /v1/webhooks/we_a', 'POST /v1/ops/keys/a-key/revoke']);
  },
);

it('ends well when whoever reads it has seen enough, and not when its answer could not be written', async () => {
  const left = run(['help'], 'pipe');
  left.stdout?.destroy();
  expect(await once(left, 'exit')).toEqual([0, null]);
  const full = run(['ops', 'keys', '--json'], openSync('/dev/full', 'w'));
  expect(await once(full, 'exit')).toEqual([70, null]);
});
