import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, systemClock } from '@sets/clock';
import type { Job } from '@sets/contract';
import {
  type Answer,
  type ApiClient,
  createApiClient,
  documentedPorts,
  jobOf,
  LocalStackError,
  problemOf,
  startLocalStack,
} from '@sets/local-stack';
import { type DemoPost, loadDemoPosts } from '@sets/upstream-simulators';
import { describeJob, describeTimings } from './lib/describe-job.ts';
import { print, printAddresses } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/** The main job on one machine: submit real posts, watch them, print the workouts, then hit the cache. */
const DIRECTORY = join(import.meta.dirname, '../.local/demo');
/** A job's own deadline: it has ended by then, one way or the other. */
const JOB_TIMEOUT_MS = 120_000;

function expectation(condition: boolean, sentence: string): void {
  if (!condition) {
    throw new LocalStackError(`The demo did not go as expected: ${sentence}`);
  }
}

const submit = (api: ApiClient, url: string): Promise<Answer> => api.post('/v1/jobs', { url });

async function followJob(api: ApiClient, submitted: Job): Promise<Job> {
  const deadline = performance.now() + JOB_TIMEOUT_MS;
  let job = submitted;
  let shown = '';
  while (true) {
    const stage = job.stage === null ? '' : ` ▸ ${job.stage}`;
    const line = `${job.status}${stage}${job.preview !== null && !job.done ? ' (preview ready)' : ''}`;
    if (line !== shown) {
      print(`    ${line}`);
    }
    shown = line;
    if (job.done) {
      return job;
    }
    if (performance.now() > deadline) {
      throw new LocalStackError(`Job ${job.id} did not end within ${JOB_TIMEOUT_MS / 1_000} s.`);
    }
    await sleep(systemClock, Math.min(job.poll_after_ms, 200));
    job = await api.job(job.id);
  }
}

async function showPost(api: ApiClient, post: DemoPost): Promise<void> {
  const { canonical } = post.links;
  print(`▶ ${post.what} (${post.origin === 'recorded' ? 'recorded' : 'written by us in the recorded shape'})`);
  print(`  ${canonical}`);
  const started = performance.now();
  const answer = await submit(api, canonical);
  if (answer.status > 299) {
    const { code, detail } = problemOf(answer);
    throw new LocalStackError(`Refused: ${code} ${detail ?? ''}`);
  }
  const job = await followJob(api, jobOf(answer));
  for (const line of describeJob(job)) {
    print(`  ${line}`);
  }
  print(`  ⏱ ${Math.round(performance.now() - started)} ms: ${describeTimings(job)}`);
  print();
  const wanted = post.expect === 'workout' ? 'succeeded' : 'failed';
  const ended = `${job.status}${job.error === null ? '' : ` (${job.error.code})`}`;
  expectation(job.status === wanted, `${canonical} ended as ${ended}, not ${wanted}.`);
}

async function showRefusal(api: ApiClient): Promise<void> {
  print('▶ a bad link');
  const answer = await submit(api, 'https://www.tiktok.com/@nobody');
  expectation(answer.status >= 400, 'the bad link was accepted.');
  const { status, code, title } = problemOf(answer);
  print(`  ${status} ${code}: ${title}`);
  print();
}

async function showHits(api: ApiClient, { links }: DemoPost): Promise<void> {
  print('▶ the first post again, in the other forms in which people share it');
  for (const link of [links.shareParameters, links.mobileHost, links.shortLink]) {
    const started = performance.now();
    const answer = await submit(api, link);
    const took = (performance.now() - started).toFixed(1);
    const { served_from } = jobOf(answer);
    print(`  ${answer.status}, served from ${served_from} in ${took} ms: ${link}`);
    expectation(answer.status === 200 && served_from === 'cache', 'another share form was not a cache hit.');
  }
}

async function showAll(api: ApiClient): Promise<void> {
  const posts = loadDemoPosts();
  const [first] = posts;
  if (first === undefined) {
    throw new LocalStackError('There are no demo posts.');
  }
  for (const post of posts) {
    await showPost(api, post);
  }
  await showRefusal(api);
  await showHits(api, first);
}

await runScript(async () => {
  const ports = documentedPorts(process.env);
  rmSync(DIRECTORY, { recursive: true, force: true });
  print(
    process.env.GEMINI_API_KEY
      ? 'Answers come from the real Gemini (GEMINI_API_KEY is set).'
      : 'Answers come from the simulator: a deterministic reader of captions and transcripts, not a model. Set GEMINI_API_KEY to use the real Gemini.',
  );
  const { SCRAPECREATORS_API_KEY: scraperKey, ...env } = process.env;
  if (scraperKey) {
    print('The posts of the demo exist only in the simulator: SCRAPECREATORS_API_KEY is left to `make dev`.');
  }
  print();
  const stack = await startLocalStack({ ports, env, directory: DIRECTORY, watch: false });
  printAddresses(stack);
  try {
    await showAll(createApiClient(stack.apis[0]?.url ?? ''));
  } finally {
    await stack.stop();
  }
  print();
  print('Everything is stopped. Logs: .local/demo/logs');
});
