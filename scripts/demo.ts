import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, ProblemError, type SetsClient } from '@sets/client';
import { documentedPorts, LocalStackError, startLocalStack } from '@sets/local-stack';
import { type DemoPost, loadDemoPosts } from '@sets/upstream-simulators';
import { describeJob, describeState, describeTimings } from '../apps/cli/src/terminal/describe-job.ts';
import { textOf } from '../apps/cli/src/terminal/terminal.ts';
import { print, printAddresses } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/** The main job on one machine: submit real posts, watch them, print the workouts, then hit the cache. */
const DIRECTORY = join(import.meta.dirname, '../.local/demo');

function expectation(condition: boolean, sentence: string): void {
  if (!condition) {
    throw new LocalStackError(`The demo did not go as expected: ${sentence}`);
  }
}

async function showPost(sets: SetsClient, post: DemoPost): Promise<void> {
  const { canonical } = post.links;
  print(`▶ ${post.what} (${post.origin === 'recorded' ? 'recorded' : 'written by us in the recorded shape'})`);
  print(`  ${canonical}`);
  const started = performance.now();
  let shown = '';
  const show = (line: string): void => {
    if (line !== shown) {
      print(`    ${line}`);
    }
    shown = line;
  };
  const job = await sets.wait(await sets.submit({ url: canonical }), {
    onChange: (seen) => show(describeState(seen)),
  });
  for (const cells of describeJob(job)) {
    print(`  ${cells.map(textOf).join(' ')}`);
  }
  print(`  ⏱ ${Math.round(performance.now() - started)} ms: ${describeTimings(job)}`);
  print();
  const wanted = post.expect === 'workout' ? 'succeeded' : 'failed';
  const ended = `${job.status}${job.error === null ? '' : ` (${job.error.code})`}`;
  expectation(job.status === wanted, `${canonical} ended as ${ended}, not ${wanted}.`);
}

async function showRefusal(sets: SetsClient): Promise<void> {
  print('▶ a bad link');
  const refused: unknown = await sets
    .submit({ url: 'https://www.tiktok.com/@nobody' })
    .catch((error: unknown) => error);
  if (!(refused instanceof ProblemError)) {
    throw new LocalStackError('The demo did not go as expected: the bad link was accepted.');
  }
  print(`  ${refused.status} ${refused.code}: ${refused.title}`);
  print();
}

async function showHits(sets: SetsClient, { links }: DemoPost): Promise<void> {
  print('▶ the first post again, in the other forms in which people share it');
  for (const link of [links.shareParameters, links.mobileHost, links.shortLink]) {
    const started = performance.now();
    const { served_from, done } = await sets.submit({ url: link });
    const took = (performance.now() - started).toFixed(1);
    print(`  served from ${served_from} in ${took} ms: ${link}`);
    expectation(done && served_from === 'cache', 'another share form was not a cache hit.');
  }
}

async function showAll(sets: SetsClient): Promise<void> {
  const posts = loadDemoPosts();
  const [first] = posts;
  if (first === undefined) {
    throw new LocalStackError('There are no demo posts.');
  }
  for (const post of posts) {
    await showPost(sets, post);
  }
  await showRefusal(sets);
  await showHits(sets, first);
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
    await showAll(createClient({ baseUrl: stack.apis[0]?.url ?? '' }));
  } finally {
    await stack.stop();
  }
  print();
  print('Everything is stopped. Logs: .local/demo/logs');
});
