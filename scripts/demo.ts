import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '@sets/contract';
import { loadDemoPosts } from '@sets/upstream-simulators';
import { createApiClient } from './lib/api-client.ts';
import { localPorts } from './lib/local-ports.ts';
import { startLocalStack } from './lib/local-stack.ts';
import { LocalStackError } from './lib/local-stack-error.ts';
import { describeJob, describeTimings } from './lib/print-job.ts';

/** The main job on one machine: submit real posts, watch them, print the workouts, then hit the cache. */
const JOB_TIMEOUT_MS = 60_000;
const print = (line = ''): boolean => process.stdout.write(`${line}\n`);

async function followJob(api: ReturnType<typeof createApiClient>, submitted: Job): Promise<Job> {
  const deadline = Date.now() + JOB_TIMEOUT_MS;
  let job = submitted;
  let shown = '';
  while (true) {
    const line = `${job.status}${job.stage === null ? '' : ` ▸ ${job.stage}`}${job.preview !== null && !job.done ? ' (preview ready)' : ''}`;
    if (line !== shown) {
      print(`    ${line}`);
    }
    shown = line;
    if (job.done) {
      return job;
    }
    if (Date.now() > deadline) {
      throw new LocalStackError(`Job ${job.id} did not end within ${JOB_TIMEOUT_MS / 1_000} s.`);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(job.poll_after_ms, 200)));
    job = await api.job(job.id);
  }
}

function expectation(condition: boolean, sentence: string): void {
  if (!condition) {
    throw new LocalStackError(`The demo did not go as expected: ${sentence}`);
  }
}

async function runDemo(apiUrl: string): Promise<void> {
  const api = createApiClient(apiUrl);
  const demoPosts = loadDemoPosts();
  for (const post of demoPosts) {
    print(`▶ ${post.what} (${post.origin === 'recorded' ? 'recorded' : 'written by us in the recorded shape'})`);
    print(`  ${post.links.canonical}`);
    const started = performance.now();
    const answer = await api.submit({ url: post.links.canonical });
    if (answer.job === null) {
      throw new LocalStackError(`Refused: ${answer.problem?.code} ${answer.problem?.detail ?? ''}`);
    }
    const job = await followJob(api, answer.job);
    for (const line of describeJob(job)) {
      print(`  ${line}`);
    }
    print(`  ⏱ ${Math.round(performance.now() - started)} ms: ${describeTimings(job)}`);
    print();
    const wanted = post.expect === 'workout' ? 'succeeded' : 'failed';
    expectation(
      job.status === wanted,
      `${post.links.canonical} ended as ${job.status}${job.error === null ? '' : ` (${job.error.code})`}, not ${wanted}.`,
    );
  }

  print('▶ a bad link');
  const bad = await api.submit({ url: 'https://www.tiktok.com/@nobody' });
  print(`  ${bad.status} ${bad.problem?.code}: ${bad.problem?.title}`);
  expectation(bad.status >= 400 && bad.problem !== null, 'the bad link was accepted.');
  print();

  const [first] = demoPosts;
  if (first === undefined) {
    throw new LocalStackError('There are no demo posts.');
  }
  print('▶ the first post again, in the other forms in which people share it');
  for (const link of [first.links.shareParameters, first.links.mobileHost, first.links.shortLink]) {
    const started = performance.now();
    const hit = await api.submit({ url: link });
    const took = (performance.now() - started).toFixed(1);
    print(`  ${hit.status}, served from ${hit.job?.served_from} in ${took} ms: ${link}`);
    expectation(hit.status === 200 && hit.job?.served_from === 'cache', 'another share form was not a cache hit.');
  }
}

try {
  const ports = localPorts(process.env);
  const directory = join(import.meta.dirname, '../.local/demo');
  rmSync(directory, { recursive: true, force: true });
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
  const stack = await startLocalStack({ ports, env, directory, watch: false });
  for (const { name, url } of stack.services) {
    print(`${name.padEnd(14)} ${url}`);
  }
  print(`${'firestore'.padEnd(14)} 127.0.0.1:${ports.firestore}`);
  print(`${'cloud tasks'.padEnd(14)} 127.0.0.1:${ports.cloudTasks}  (keys: http://127.0.0.1:${ports.jwks})`);
  print();
  try {
    await runDemo(`http://127.0.0.1:${ports.apis[0]}`);
  } finally {
    await stack.stop();
  }
  print();
  print(`Everything is stopped. Logs: .local/demo/logs`);
} catch (error) {
  if (!(error instanceof Error)) {
    throw error;
  }
  process.stderr.write(`${error instanceof LocalStackError ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
