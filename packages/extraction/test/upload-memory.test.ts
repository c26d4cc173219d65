import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { answerBody } from './sink-server.ts';

const MB = 1024 * 1024;
const COUNT = 20;
/** So many through the SDK already take more than all of ours. */
const COUNT_SDK = 8;
const SIZE = 10 * MB;

/** Swallows uploads without keeping them, and counts. */
async function startSink() {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (piece: Buffer) => {
      bytes += piece.length;
    });
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answerBody('{}')));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { baseUrl, bytes: () => bytes, close: () => new Promise((resolve) => server.close(resolve)) };
}

async function peakMemory(way: 'streamed' | 'sdk', count: number, baseUrl: string): Promise<number> {
  const script = join(import.meta.dirname, 'upload-client.ts');
  const child = spawn(process.execPath, [script, way, baseUrl, String(count), String(SIZE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (piece: Buffer) => {
    output += piece.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(0);
  return Number(output);
}

it('uploads 20 videos of 10 MB at once in less memory than the SDK takes for 8', async () => {
  const sink = await startSink();
  const streamed = await peakMemory('streamed', COUNT, sink.baseUrl);
  const uploaded = sink.bytes();
  const sdk = await peakMemory('sdk', COUNT_SDK, sink.baseUrl);
  await sink.close();
  expect(uploaded).toBeGreaterThan((COUNT * SIZE * 4) / 3);
  // The videos themselves are 200 MB of it, and Node with the SDK about 150.
  expect(streamed).toBeLessThan(480 * MB);
  expect(streamed).toBeLessThan(sdk);
});
