import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import type { Screen } from './terminal/terminal.ts';

const JOB = {
  ...{
    id: 'u3Vq0fXJm5cBzK9wT1yR2A',
    status: 'running',
    done: false,
    stage: 'extracting',
    progress: 0.5,
    profile: 'workout',
  },
  ...{ queue: null, preview: { title: 'Leg day' }, poll_after_ms: 0, served_from: 'new', warnings: [], error: null },
  ...{ result: null, usage: null, timings_ms: { total: 1_500 } },
  source: { platform: 'tiktok', kind: 'video', author: 'mara.moves' },
};
const REST = { reps: 12, weight_lbs: null, duration_seconds: null, distance_miles: null, rest_seconds: 60 };
const ENDED = {
  ...{ ...JOB, status: 'succeeded', done: true, stage: null },
  result: { title: 'Leg day', exercises: [{ name: 'Squat', sets: [REST, REST] }] },
};

/** The stream of one job, which goes on when it is told to. */
async function startStream() {
  const going = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const streamed = request.url?.endsWith('/events');
    response.setHeader('content-type', streamed ? 'text/event-stream' : 'application/json');
    if (!streamed) {
      response.end(JSON.stringify(JOB));
      return;
    }
    response.write(`id: 1.1\nevent: job\ndata: ${JSON.stringify(JOB)}\n\n`);
    await going.promise;
    response.end(`id: 1.2\nevent: job\ndata: ${JSON.stringify(ENDED)}\n\n`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, goOn: going.resolve, server };
}

function terminal() {
  const written: string[] = [];
  const screen: Screen = { isTTY: true, columns: 80, write: (text) => written.push(text) };
  return { screen, text: () => written.join('') };
}

it.each(['', '1'])(
  'counts the time in one live line at a terminal, and ends with the workout (NO_COLOR=%s)',
  async (noColor) => {
    const stream = await startStream();
    const [out, err, clock] = [terminal(), terminal(), createManualClock()];
    const { signal } = new AbortController();
    const env = { SETS_URL: stream.url, NO_COLOR: noColor };
    const code = runCli(['watch', JOB.id], { env, out: out.screen, err: err.screen, clock, signal });
    await expect.poll(err.text).toContain('running ▸ extracting 50 %, preview: Leg day (0.0 s)');
    clock.advance(1_000);
    expect(err.text().endsWith('\r\u001b[2Krunning ▸ extracting 50 %, preview: Leg day (1.0 s)')).toBe(true);
    stream.goOn();
    expect(await code).toBe(0);
    expect(err.text().endsWith('\r\u001b[2K')).toBe(true);
    expect(out.text()).toContain('• Squat: 2 × 12 reps, rest 60 s\n');
    expect(out.text().includes('\u001b[1mLeg day')).toBe(noColor === '');
    expect(clock.pendingTimers).toBe(0);
    stream.server.close();
  },
);
