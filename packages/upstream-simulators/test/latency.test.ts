import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Clock } from '@sets/clock';
import { describe, expect, it } from 'vitest';
import { createLatencyModel } from '../src/latency/latency-model.ts';
import { workload } from '../src/workload/workload.ts';
import { withSimulators } from './harness.ts';

/** Remembers every wait and ends it at once. */
function impatientClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    schedule(callback, ms) {
      waits.push(ms);
      const timer = setImmediate(callback);
      return () => clearImmediate(timer);
    },
  };
}

const PATH = '/gemini/v1beta1/projects/p/locations/eu/publishers/google/models/gemini-3.5-flash-lite:generateContent';
const BODY = JSON.stringify({ contents: [{ parts: [{ text: 'Squats 4x8' }] }] });

/** With an agent of one socket, since fetch may open a second before it knows that the first is free. */
const post = (url: string, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent }, (response) => {
      response.resume();
      response.once('end', resolve);
    });
    sent.once('error', reject);
    sent.end(BODY);
  });

async function firstWait(prefix: string, times = 1): Promise<number> {
  const clock = impatientClock();
  await withSimulators({ mode: 'workload', clock }, async ({ url, fault }) => {
    if (times > 1) {
      fault({ upstream: 'gemini', effect: { kind: 'slow', times } });
    }
    const response = await fetch(`${url}${prefix}${PATH}`, { method: 'POST', body: BODY });
    await response.text();
  });
  return clock.waits[0] ?? 0;
}

describe('latency of a call', () => {
  const connectionMs = workload.upstreams_ms.new_tls_connection;

  it('adds the way from the caller’s region', async () => {
    expect((await firstWait('/from/asia-southeast1')) - (await firstWait(''))).toBeCloseTo(170, 6);
  });

  it('is multiplied by slowness, but not the connection', async () => {
    const usual = (await firstWait('')) - connectionMs;
    expect((await firstWait('', 10)) - connectionMs).toBeCloseTo(usual * 10, 4);
  });

  it('charges a connection once, and each call its own draw', async () => {
    const clock = impatientClock();
    await withSimulators({ mode: 'workload', clock }, async ({ url }) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      await post(`${url}${PATH}`, agent);
      await post(`${url}${PATH}`, agent);
      agent.destroy();
    });
    const model = createLatencyModel(workload, 'workload', workload.seed);
    // A request about no known post is named by its bytes.
    const key = createHash('sha256').update(BODY).digest('hex');
    const draw = (occurrence: number) => model.draw('gemini_small_text', 'eu', key, occurrence).ms;
    expect(clock.waits[0]).toBeCloseTo(draw(0) + connectionMs, 6);
    expect(clock.waits[1]).toBeCloseTo(draw(1), 6);
  });
});
