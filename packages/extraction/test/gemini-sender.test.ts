import { createHash } from 'node:crypto';
import { ApiError } from '@google/genai';
import { createManualClock } from '@sets/clock/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { CutAnswerError, UnreadableAnswerError } from '../src/gemini/sender.ts';
import { createGeminiSender, type GenerateRequest } from '../src/index.ts';
import { answerBody, type ReceivedRequest, type Reply, type SinkServer, startSinkServer } from './sink-server.ts';

let sink: SinkServer | undefined;
afterEach(async () => {
  await sink?.close();
  sink = undefined;
});

const endpoint = { model: 'gemini-3.5-flash-lite', location: 'europe-west1' };
const request: GenerateRequest = {
  system: 'Read the post.',
  media: [],
  text: 'POST',
  responseJsonSchema: { type: 'object', properties: { found: { type: 'boolean' } } },
  maxOutputTokens: 1000,
};

async function vertexSender(reply: (request: ReceivedRequest, count: number) => Reply) {
  sink = await startSinkServer(reply);
  const send = createGeminiSender({ mode: { kind: 'vertex', project: 'p1' }, baseUrl: sink.baseUrl });
  return { send, sink };
}

const never = new AbortController().signal;

it('speaks Vertex at the location without looking for credentials when the server is local', async () => {
  const { send, sink } = await vertexSender(() => ({ body: answerBody('{"found":false}') }));
  const answer = await send(endpoint, request, never);
  expect(answer).toEqual({
    text: '{"found":false}',
    finishReason: 'STOP',
    blockReason: null,
    usage: { inputTokens: 100, outputTokens: 25 },
  });
  expect(sink.received[0]?.url).toBe(
    '/v1beta1/projects/p1/locations/europe-west1/publishers/google/models/gemini-3.5-flash-lite:generateContent',
  );
  const body = JSON.parse(sink.received[0]?.body ?? '');
  expect(body.generationConfig).toMatchObject({
    responseMimeType: 'application/json',
    responseJsonSchema: request.responseJsonSchema,
    maxOutputTokens: 1000,
  });
  expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'POST' }] }]);
});

it('tells what the service remembered of the input', async () => {
  const usageMetadata = { promptTokenCount: 100, cachedContentTokenCount: 60, candidatesTokenCount: 20 };
  const { send } = await vertexSender(() => ({ body: { ...answerBody('{}'), usageMetadata } }));
  const { usage } = await send(endpoint, request, never);
  expect(usage).toEqual({ inputTokens: 100, cachedTokens: 60, outputTokens: 20 });
});

it('keeps the path of a base URL and sends the key in API-key mode', async () => {
  sink = await startSinkServer(() => ({ body: answerBody('{}') }));
  const send = createGeminiSender({ mode: { kind: 'api_key', apiKey: 'k' }, baseUrl: `${sink.baseUrl}/gemini` });
  await send(endpoint, request, never);
  expect(sink.received[0]?.url).toBe('/gemini/v1beta/models/gemini-3.5-flash-lite:generateContent');
  expect(sink.received[0]?.headers['x-goog-api-key']).toBe('k');
});

it('streams inline media as base64 before the text, with an exact length, the same bytes on every attempt', async () => {
  const { send, sink } = await vertexSender(() => ({ body: answerBody('{}') }));
  // Not a multiple of 3, larger than one piece, with a neighbour in the same request.
  const video = Buffer.alloc(200_003, 'workout');
  const media = [
    { kind: 'inline', mimeType: 'video/mp4', data: video },
    { kind: 'inline', mimeType: 'image/jpeg', data: Buffer.from([1, 2, 3, 4]) },
  ] as const;
  await send(endpoint, { ...request, media }, never);
  await send(endpoint, { ...request, media }, never);
  const [first, second] = sink.received;
  const parts = JSON.parse(first?.body ?? '').contents[0].parts;
  const sha = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
  expect(sha(Buffer.from(parts[0].inlineData.data, 'base64'))).toBe(sha(video));
  expect(parts[0].inlineData.data).toBe(video.toString('base64'));
  expect(parts[1].inlineData).toEqual({ mimeType: 'image/jpeg', data: 'AQIDBA==' });
  expect(parts[2]).toEqual({ text: 'POST' });
  expect(first?.headers['content-length']).toBe(String(first?.body.length));
  expect(first?.headers['transfer-encoding']).toBeUndefined();
  expect(second?.body).toBe(first?.body);
});

const configOf = (received: ReceivedRequest | undefined) => JSON.parse(received?.body ?? '').generationConfig;
const inline = (mimeType: string) => ({ kind: 'inline', mimeType, data: Buffer.from('x') }) as const;

it.each([
  ['only videos', [inline('video/mp4'), inline('video/webm')], 'MEDIA_RESOLUTION_LOW'],
  ['a slide among videos', [inline('video/mp4'), inline('image/jpeg')], undefined],
  ['only slides', [inline('image/jpeg')], undefined],
  ['only words', [], undefined],
])('spares tokens where no image needs them: %s', async (_name, media, resolution) => {
  const { send, sink } = await vertexSender(() => ({ body: answerBody('{}') }));
  await send(endpoint, { ...request, media }, never);
  expect(configOf(sink.received[0]).mediaResolution).toBe(resolution);
});

it.each([
  ['gemini-3.5-flash-lite', { thinkingLevel: 'MINIMAL' }],
  // MINIMAL is a 400 there.
  ['gemini-3.8-flash', { thinkingLevel: 'LOW' }],
  ['a-model-of-our-own', undefined],
])('asks %s for the thinking that it can do', async (model, thinkingConfig) => {
  const { send, sink } = await vertexSender(() => ({ body: answerBody('{}') }));
  await send({ ...endpoint, model }, request, never);
  expect(configOf(sink.received[0]).thinkingConfig).toEqual(thinkingConfig);
});

it('asks each location at its own address', async () => {
  sink = await startSinkServer(() => ({ body: answerBody('{}') }));
  const { baseUrl } = sink;
  const send = createGeminiSender({
    mode: { kind: 'vertex', project: 'p1' },
    baseUrl: (location) => `${baseUrl}/at-${location}`,
  });
  await send({ ...endpoint, location: 'us' }, request, never);
  await send({ ...endpoint, location: 'eu' }, request, never);
  expect(sink.received.map(({ url }) => url.split('/')[1])).toEqual(['at-us', 'at-eu']);
});

it('hands a link over with its clip', async () => {
  const { send, sink } = await vertexSender(() => ({ body: answerBody('{}') }));
  const uri = 'https://www.youtube.com/watch?v=abc';
  const media = [{ kind: 'uri', mimeType: 'video/mp4', uri, clip: { endS: 600 } }] as const;
  await send(endpoint, { ...request, media }, never);
  expect(JSON.parse(sink.received[0]?.body ?? '').contents[0].parts[0]).toEqual({
    fileData: { mimeType: 'video/mp4', fileUri: uri },
    videoMetadata: { endOffset: '600s' },
  });
});

it.each([
  ['seconds', { 'retry-after': '7' }, '{"error":{"code":429}}', 7000],
  ['milliseconds', { 'retry-after-ms': '1500' }, '{"error":{"code":429}}', 1500],
  ['a date', { 'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT' }, '{"error":{"code":429}}', 50_000],
  [
    'RetryInfo',
    { 'retry-after': '7' },
    '{"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}]}}',
    34_070,
  ],
  ['nothing', {}, '{"error":{"code":429}}', undefined],
])('puts how long to wait on the error: %s', async (_name, headers, body, expected) => {
  sink = await startSinkServer(() => ({
    status: 429,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  }));
  const send = createGeminiSender({
    mode: { kind: 'vertex', project: 'p1' },
    baseUrl: sink.baseUrl,
    clock: createManualClock(10_000),
  });
  const error = await send(endpoint, request, never).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 429 });
  expect((error as { retryAfterMs?: number }).retryAfterMs).toBe(expected);
  expect(sink.received).toHaveLength(1);
});

it('takes an answer without a finish reason for a failure of the endpoint', async () => {
  const { send } = await vertexSender(() => ({ body: answerBody('{"fou', { finishReason: undefined }) }));
  await expect(send(endpoint, request, never)).rejects.toBeInstanceOf(CutAnswerError);
  await expect(send(endpoint, request, never)).rejects.toMatchObject({ status: 502 });
});

it('stops in the middle of an upload when it is aborted', async () => {
  const { send } = await vertexSender(() => ({ body: answerBody('{}') }));
  const media = [{ kind: 'inline', mimeType: 'video/mp4', data: Buffer.alloc(5_000_000) }] as const;
  const stop = new AbortController();
  const sending = send(endpoint, { ...request, media }, stop.signal);
  stop.abort();
  await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
});

it('leaves thoughts out of the text', async () => {
  const parts = [{ text: 'hm', thought: true }, { text: '{"found"' }, { text: ':true}' }];
  const { send } = await vertexSender(() => ({ body: answerBody('', { content: { role: 'model', parts } }) }));
  expect((await send(endpoint, request, never)).text).toBe('{"found":true}');
});

it.each([
  ['nothing', 200, '', 502],
  ['a page', 200, '<html>OK</html>', 502],
  ['half of it', 200, '{"candidates":[{"conte', 502],
  ['a bare word', 200, 'null', 502],
  ['a page of a proxy that blames the request', 400, '<html>Bad Request</html>', 502],
  ['an empty refusal', 422, '', 502],
  ['a page of a server that is overloaded', 503, '<html>Busy</html>', 503],
  ['a plain refusal of the key', 403, 'Forbidden', 403],
])('calls an answer that is no JSON unreadable: %s', async (_name, status, body, expected) => {
  const { send } = await vertexSender(() => ({ status, body }));
  const error = await send(endpoint, request, never).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnreadableAnswerError);
  expect(error).toMatchObject({ status: expected });
});

describe('credentials', () => {
  const withAuth = async (getRequestHeaders: () => Promise<Headers>) => {
    const server = await startSinkServer(() => ({ body: answerBody('{}') }));
    sink = server;
    const clock = createManualClock();
    const send = createGeminiSender({
      mode: { kind: 'vertex', project: 'p1' },
      baseUrl: server.baseUrl,
      authClient: { getRequestHeaders } as never,
      clock,
    });
    return { send, clock, received: server.received };
  };

  it('that cannot be had are named as such', async () => {
    const cause = new Error('Could not load the default credentials.');
    const { send, received } = await withAuth(() => Promise.reject(cause));
    await expect(send(endpoint, request, never)).rejects.toMatchObject({ fault: 'credential', cause });
    expect(received).toEqual([]);
  });

  it('that hang are given up, and the request does not leave when they come after all', async () => {
    const token = Promise.withResolvers<Headers>();
    const { send, clock, received } = await withAuth(() => token.promise);
    const sending = send(endpoint, request, never);
    sending.catch(() => {});
    await clock.advanceAsync(5_000);
    await expect(sending).rejects.toMatchObject({ name: 'CredentialError', fault: 'credential' });
    token.resolve(new Headers());
    await new Promise((resolve) => setImmediate(resolve));
    expect(received).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that hang do not keep a call that was given up', async () => {
    const { send } = await withAuth(() => new Promise(() => {}));
    const stop = new AbortController();
    const sending = send(endpoint, request, stop.signal);
    stop.abort(new Error('the job was canceled'));
    await expect(sending).rejects.toThrow('the job was canceled');
    await expect(send(endpoint, request, stop.signal)).rejects.toThrow('the job was canceled');
  });

  it('that came cost no time limit afterwards', async () => {
    const { send, clock } = await withAuth(() => Promise.resolve(new Headers()));
    await send(endpoint, request, never);
    expect(clock.pendingTimers).toBe(0);
  });
});

it('passes on when the request really goes out', async () => {
  sink = await startSinkServer(() => ({ body: answerBody('{}') }));
  const events: string[] = [];
  const send = createGeminiSender({
    mode: { kind: 'vertex', project: 'p1' },
    baseUrl: sink.baseUrl,
    fetch: async (input, init, onWire) => {
      events.push('fetch');
      onWire();
      return fetch(input, init);
    },
  });
  await send(endpoint, request, never, { onWire: () => events.push('wire') });
  expect(events).toEqual(['fetch', 'wire']);
});
