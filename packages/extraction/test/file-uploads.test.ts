import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sets/clock';
import { type Simulators, startSimulators } from '@sets/upstream-simulators';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createFileUploads, createGeminiSender } from '../src/index.ts';

let simulators: Simulators;
let baseUrl: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'uploads-'));
  vi.stubEnv('TMPDIR', folder);
  simulators = await startSimulators({ port: 0, mode: 'fast', geminiApiKey: 'right' });
  baseUrl = `http://127.0.0.1:${simulators.port}/gemini`;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await simulators.close();
});
afterEach(() => {
  simulators.controls.faults.clear();
  expect(readdirSync(folder)).toEqual([]);
});

const uploads = (apiKey = 'right') => createFileUploads({ apiKey, baseUrl, clock: systemClock });
async function* pieces(count: number, bytes = 1_000_000): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) {
    yield new Uint8Array(bytes);
  }
}
const stage = (body: AsyncIterable<Uint8Array>, signal = new AbortController().signal, apiKey?: string) =>
  uploads(apiKey).stage({ body, mimeType: 'video/mp4' }, { signal });

it('uploads what is too large for a request, in pieces, and the model can open it', async () => {
  const uri = await stage(pieces(17));
  const send = createGeminiSender({ mode: { kind: 'api_key', apiKey: 'right' }, baseUrl });
  const request = {
    ...{ system: '', text: 'What is shown?', responseJsonSchema: { type: 'object' }, maxOutputTokens: 100 },
    media: [{ kind: 'uri', mimeType: 'video/mp4', uri } as const],
  };
  const endpoint = { model: 'gemini-3.5-flash-lite', location: 'global' };
  expect((await send(endpoint, request, new AbortController().signal)).finishReason).toBe('STOP');
});

it('takes several at once', async () => {
  const uris = await Promise.all([1, 2, 3, 4].map(() => stage(pieces(1, 1_000))));
  expect(new Set(uris).size).toBe(4);
});

it('names a wrong key as what it is', async () => {
  await expect(stage(pieces(1), undefined, 'wrong')).rejects.toMatchObject({ code: 'model_unauthorized' });
});

it('lets an outage be the caller’s to explain', async () => {
  simulators.controls.faults.add({ upstream: 'gemini', effect: { kind: 'status', status: 503 } });
  await expect(stage(pieces(1))).rejects.toMatchObject({ status: 503 });
});

it('passes on what the stream throws, and leaves nothing behind', async () => {
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield* pieces(1);
    throw new Error('the source broke');
  }
  await expect(stage(breaking())).rejects.toThrow('the source broke');
});

it('ends at once when it is aborted, before, in and after the upload', async () => {
  await expect(stage(pieces(1), AbortSignal.abort(new Error('canceled')))).rejects.toThrow('canceled');
  const stop = new AbortController();
  simulators.controls.faults.add({ upstream: 'gemini', effect: { kind: 'hang' } });
  const hanging = stage(pieces(1), stop.signal);
  const refused = expect(hanging).rejects.toThrow('canceled');
  await expect.poll(() => simulators.controls.counters.total('gemini').inFlight).toBe(1);
  stop.abort(new Error('canceled'));
  await refused;
});
