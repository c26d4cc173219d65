import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStagingBucket } from '../src/index.ts';

interface Upload {
  readonly url: string;
  readonly body: Buffer;
}

let uploads: Upload[];
let close: () => void;
let baseUrl: string;
let status: number;
beforeEach(async () => {
  uploads = [];
  status = 200;
  const server = createServer((request: IncomingMessage, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      uploads.push({ url: request.url ?? '', body: Buffer.concat(pieces) });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"name":"x"}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

const stage = (body: AsyncIterable<Uint8Array>, signal = new AbortController().signal): Promise<string> =>
  createStagingBucket({ bucket: 'one-day', project: 'p', baseUrl }).stage({ body, mimeType: 'video/mp4' }, { signal });

async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i += 1) {
    yield Buffer.alloc(100_000, i);
  }
}

it('stores a stream in one upload and names the object', async () => {
  const uri = await stage(pieces(50));
  expect(uri).toMatch(/^gs:\/\/one-day\/[0-9a-f-]{36}$/);
  expect(uploads).toHaveLength(1);
  expect(uploads[0]?.url).toContain('/upload/storage/v1/b/one-day/o');
  expect(uploads[0]?.body.includes('video/mp4')).toBe(true);
  expect(uploads[0]?.body.length).toBeGreaterThan(5_000_000);
});

it('breaks the upload off when the source breaks or the caller leaves, so that no object is left', async () => {
  await expect(
    stage(
      (async function* () {
        yield* pieces(3);
        throw new Error('the source broke');
      })(),
    ),
  ).rejects.toThrow('the source broke');
  const controller = new AbortController();
  const left = stage(
    (async function* () {
      yield* pieces(3);
      controller.abort();
      yield* pieces(1_000);
    })(),
    controller.signal,
  );
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  expect(uploads).toHaveLength(0);
});

it('rejects when the bucket refuses', async () => {
  status = 403;
  await expect(stage(pieces(1))).rejects.toMatchObject({ code: 403 });
});
