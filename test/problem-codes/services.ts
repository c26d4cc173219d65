import { connect } from 'node:net';
import { createSpend, type SpendLimits } from '@sets/callers';
import { systemClock } from '@sets/clock';
import { type Answer, until } from '@sets/local-stack';
import { createMetrics, silentLogger } from '@sets/service-kit';
import { storedTime } from '@sets/store-kit';
import { expect } from 'vitest';
import { withOutsideStore } from '../support/outside-store.ts';
import type { World } from '../support/world.ts';
import { answered, type Producers, refusal } from './producer.ts';
import { pushTask, taskBody, workerToken } from './push-task.ts';

/** Of one caller at one instance. */
const MOST_STREAMS = 5;

/** A job that waits for its next attempt, because the scraper asked for time. */
async function waitingJob(world: World, retryAfterS: number): Promise<string> {
  const { link, post } = await world.post();
  const effect = { kind: 'status', status: 429, retry_after_s: retryAfterS } as const;
  await world.simulators.fault({ upstream: 'scrapecreators', content: post.contentId, count: 1, effect });
  const { job } = await world.api.submit({ url: link });
  await until('the end of the first attempt', async () => (await world.codesMetBy(job.id)).length > 0);
  return job.id;
}

/** The last answer that a connection carried. */
function lastAnswer(text: string): Answer {
  const [head = '', body = ''] = text.slice(text.lastIndexOf('HTTP/1.1 ')).split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const fields = lines.map((line): [string, string] => [line.split(': ')[0] ?? '', line.replace(/^.*?: /, '')]);
  return { status: Number(statusLine.split(' ')[1]), headers: new Headers(fields), body: JSON.parse(body) };
}

/** What the API lets a caller have made, with less money or fewer places than it has here. */
const chargeWith = (world: World, limits: Partial<SpendLimits>): Promise<readonly string[]> =>
  withOutsideStore(world.ports, ({ documents, charges }) => {
    const spend = createSpend({
      ...{ store: { documents }, instance: 'outside', jobs: charges, clock: systemClock, logger: silentLogger },
      metrics: createMetrics({ service: 'test', region: 'test' }),
      limits: { callerUsd: 0, totalUsd: 0, jobUsd: 0.02, liveJobs: 0, ...limits },
    });
    return refusal(spend.charge('somebody').finally(spend.stop));
  });

/** What can be the matter with a job or its result. */
export const jobs = {
  budget_exhausted: (world) => chargeWith(world, { callerUsd: 0.001 }),
  too_many_jobs: async (world) =>
    await withOutsideStore(world.ports, async ({ documents }) => {
      const charge = { payer: 'somebody', day: new Date().toISOString().slice(0, 10), usd: 0.02, settled: false };
      const path = 'jobs/of-somebody-else-0000';
      await documents.write([{ kind: 'create', path, fields: { charge } }], { purpose: 'test' });
      const codes = await chargeWith(world, { liveJobs: 1 });
      await documents.write([{ kind: 'delete', path }], { purpose: 'test' });
      return codes;
    }),
  result_not_found: async ({ api }) => {
    const { headers } = await api.get('/v1/results?url=https://youtu.be/nobodyhasit');
    return answered(await api.get(headers.get('location') ?? ''));
  },
  job_not_found: async ({ api }) => answered(await api.get('/v1/jobs/00000000000000000000')),
  job_expired: async (world) => {
    const id = await waitingJob(world, 5);
    await withOutsideStore(world.ports, ({ documents }) => {
      const fields = { deadline_at: storedTime(Date.now()) };
      return documents.write([{ kind: 'update', path: `jobs/${id}`, fields }], { purpose: 'test' });
    });
    const job = await world.ended(id);
    return [job.error?.code ?? ''];
  },
  job_canceled: async (world) => {
    const id = await waitingJob(world, 60);
    await world.api.post(`/v1/jobs/${id}/cancel`);
    const job = await world.ended(id);
    return [job.error?.code ?? ''];
  },
  job_finished: async (world) => {
    const { id } = await world.finish({ url: (await world.post()).link });
    return answered(await world.api.post(`/v1/jobs/${id}/cancel`));
  },
  job_shared: async (world) => {
    const id = await waitingJob(world, 60);
    const { source } = await world.api.job(id);
    await world.api.submit({ url: source.submitted_url, metadata: { who: 'another' } });
    return answered(await world.api.post(`/v1/jobs/${id}/cancel`));
  },
} satisfies Producers;

/** What can be the matter with the service itself; the last leaves no worker behind. */
export const services = {
  internal: async (world) => {
    const id = 'malformed-document-0';
    await withOutsideStore(world.ports, ({ documents }) => {
      const fields = { status: 'not a status', secret_detail: 1 };
      return documents.write([{ kind: 'replace', path: `jobs/${id}`, fields }], { purpose: 'test' });
    });
    const answer = await world.api.get(`/v1/jobs/${id}`);
    // A 500 says nothing of what went wrong.
    expect(JSON.stringify(answer.body)).not.toMatch(/not a status|secret_detail/);
    return answered(answer);
  },
  storage_unavailable: async (world) => {
    const { link } = await world.post();
    await world.firestore.fault({ unavailable_ms: 60_000 });
    try {
      return answered(await world.api.post('/v1/jobs', { url: link }));
    } finally {
      await world.firestore.heal();
    }
  },
  too_many_streams: async (world) => {
    const id = await waitingJob(world, 60);
    const leave = new AbortController();
    const follow = () => fetch(`${world.api.url}/v1/jobs/${id}/events`, { signal: leave.signal });
    const streams = await Promise.all(Array.from({ length: MOST_STREAMS }, follow));
    try {
      expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
      return answered(await world.api.get(`/v1/jobs/${id}/events`));
    } finally {
      leave.abort();
    }
  },
  overloaded: async (world) => {
    const { api } = world;
    const [process] = world.stack.apis;
    await process?.end('SIGTERM');
    await process?.start({ MAX_CONCURRENT_REQUESTS: '1' });
    const [first, second] = [await world.post(), await world.post()];
    await world.firestore.fault({ unavailable_ms: 60_000 });
    const underWay = api.post('/v1/jobs', { url: first.link });
    try {
      // The page itself is the other one.
      await until('two requests at once', async () =>
        /http_requests_in_flight\{.*\} 2/.test(String((await api.get('/metrics')).body)),
      );
      return answered(await api.post('/v1/jobs', { url: second.link }));
    } finally {
      await world.firestore.heal();
      await underWay;
      await process?.end('SIGTERM');
      await process?.start();
    }
  },
  worker_saturated: async (world) => {
    const token = await workerToken(world, 'tasks');
    const held = await Promise.all(Array.from({ length: WORKER_SLOTS }, () => world.heldPost()));
    const answers = await Promise.all(held.map(({ link }) => world.api.submit({ url: link })));
    const codes = await until('a full worker', async () => {
      const answer = await pushTask(world, token);
      return answer.status > 299 && answered(answer);
    });
    await Promise.all(held.map(({ letGo }) => letGo()));
    await Promise.all(answers.map(({ job }) => world.ended(job.id)));
    return codes;
  },
  token_keys_unavailable: async (world) => {
    const token = await workerToken(world, 'tasks');
    const { worker } = world;
    // A worker that has not seen the issuer's keys yet, and an issuer that nobody plays.
    await worker.end('SIGTERM');
    await worker.start({ OIDC_ISSUER: 'http://127.0.0.1:1' });
    try {
      return answered(await pushTask(world, token));
    } finally {
      await worker.end('SIGTERM');
      await worker.start();
    }
  },
  shutting_down: async (world) => {
    const { worker } = world;
    const stops = (): number => world.log(worker).filter(({ message }) => message === 'Stopping on SIGTERM').length;
    const body = taskBody();
    const token = await workerToken(world, 'tasks');
    const socket = connect(Number(new URL(worker.url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    // Half a request keeps its connection while the server closes; the other half then meets a worker that stops.
    socket.write(
      `POST /tasks/extract HTTP/1.1\r\nhost: worker\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
    );
    await until('the worker to read on', () => answer.includes('100 Continue'));
    const before = stops();
    const ended = worker.end('SIGTERM');
    await until('the worker to stop', () => stops() > before);
    socket.write(body);
    await until('the answer', () => answer.includes('application/problem+json') && answer.endsWith('}'));
    socket.destroy();
    await ended;
    return answered(lastAnswer(answer));
  },
} satisfies Producers;

/** MAX_CONCURRENT_PROCESSING of the world's worker. */
export const WORKER_SLOTS = 8;
