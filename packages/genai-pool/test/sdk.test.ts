import { createServer } from 'node:net';
import { GoogleGenAI } from '@google/genai';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeGemini } from '../bench/over-http/fake-gemini.ts';
import { machineMs } from '../bench/over-http/machine-time.ts';
import { ALWAYS, type Fault } from '../bench/upstream/fault.ts';
import { type AttemptFailure, createGenAiPool, ReplyFailure } from '../src/index.ts';

const LOCATIONS = ['us-central1', 'us-east1'];
const MODEL = 'gemini-3.5-flash-lite';
const release: (() => void)[] = [];
afterEach(() => {
  for (const close of release.splice(0)) {
    close();
  }
});

/** The real SDK against a real server, with a fault at the preferred location. */
async function run(
  kind: Fault['kind'] | null,
  brokenUrl?: string,
): Promise<{ location: string; failures: readonly AttemptFailure[] }> {
  const server = new FakeGemini();
  release.push(() => server.finish('r'));
  const instant = { median: 0, p95: 0 };
  const ports = await server.start({
    run: 'r',
    script: {
      seed: 1,
      latencyMs: { video: instant, text: instant },
      rttMs: {},
      errorRate: 0,
      faults: kind === null ? [] : [{ ...ALWAYS, locations: ['us-central1'], kind }],
    },
    hosts: LOCATIONS,
    scale: 1,
    startAtMs: machineMs(),
  });
  const urls = LOCATIONS.map((location) => `http://127.0.0.1:${ports[location]}`);
  if (brokenUrl !== undefined) {
    urls[0] = brokenUrl;
  }
  const clients = urls.map((baseUrl) => new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl } }));
  const cooldownsMs: number[] = [];
  const pool = createGenAiPool({
    endpoints: LOCATIONS.map((location) => ({ model: MODEL, location })),
    observer: { cooldown: ({ ms }) => void cooldownsMs.push(ms) },
  });
  release.push(() => pool.close());
  const result = await pool.run(
    async ({ model, location }, abortSignal) => {
      const client = clients[LOCATIONS.indexOf(location)];
      if (client === undefined) {
        throw new Error('no client');
      }
      let finishReason: unknown;
      const stream = await client.models.generateContentStream({ model, contents: 'x', config: { abortSignal } });
      for await (const chunk of stream) {
        finishReason = chunk.candidates?.[0]?.finishReason ?? finishReason;
      }
      if (finishReason === undefined) {
        throw new ReplyFailure('endpoint', 'cut: no finishReason');
      }
    },
    { prefer: 'us-central1' },
  );
  if (kind?.type === 'status' && kind.status === 429) {
    const { hintMs = 1_500 } = kind;
    expect(cooldownsMs).toHaveLength(1);
    expect(Math.abs((cooldownsMs[0] ?? 0) - hintMs)).toBeLessThan(600);
  }
  return { location: result.endpoint.location, failures: result.failures };
}

describe('with @google/genai over HTTP', () => {
  it.each([
    ['503', { type: 'status', status: 503 }, 'endpoint'],
    ['429 with RetryInfo', { type: 'status', status: 429, hintMs: 7_000 }, 'rate_limited'],
    ['429 without a hint', { type: 'status', status: 429 }, 'rate_limited'],
    ['a cleanly cut stream', { type: 'cut', share: 1 }, 'endpoint'],
  ] as const)('fails over from %s', async (_, kind, failureClass) => {
    const { location, failures } = await run(kind);
    expect(location).toBe('us-east1');
    expect(failures.map(({ fault }) => fault)).toEqual([failureClass]);
  });

  it('fails over from a socket that is reset, and from a port where nobody listens', async () => {
    const resetting = createServer((socket) => socket.resetAndDestroy());
    await new Promise<void>((resolve) => resetting.listen(0, '127.0.0.1', resolve));
    const address = resetting.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    expect(await run(null, url)).toMatchObject({ location: 'us-east1', failures: [{ fault: 'endpoint' }] });
    await new Promise((resolve) => resetting.close(resolve));
    expect(await run(null, url)).toMatchObject({ location: 'us-east1', failures: [{ fault: 'endpoint' }] });
  });

  it('stays where it was when nothing is wrong', async () => {
    expect(await run(null)).toEqual({ location: 'us-central1', failures: [] });
  });
});
