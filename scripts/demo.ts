import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, ProblemError, type SetsClient } from '@sets/client';
import { createOperatorsClient } from '@sets/client/operators';
import { orLate, systemClock } from '@sets/clock';
import {
  assertPortsFree,
  documentedPorts,
  LOCAL_OPS_TOKEN,
  type LocalStack,
  LocalStackError,
  startLocalStack,
} from '@sets/local-stack';
import { type DemoPost, loadDemoPosts } from '@sets/upstream-simulators';
import { describeJob, describeState, describeTimings } from '../apps/cli/src/terminal/describe-job.ts';
import { textOf } from '../apps/cli/src/terminal/terminal.ts';
import { describeEvent } from '../apps/cli/src/webhooks/describe-event.ts';
import { type ReceivedEvent, startEventReceiver } from '../apps/cli/src/webhooks/event-receiver.ts';
import { print, printAddresses } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/** The main job on one machine: submit real posts, watch them, print the workouts, then hit the cache. */
const DIRECTORY = join(import.meta.dirname, '../.local/demo');
/** More than a job may take with a real model. */
const TOLD_WITHIN_MS = 130_000;

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

/** The first post in another language, which nobody has asked for: whoever submits it is told of its end. */
async function showWebhook({ apis, ports }: LocalStack, { links }: DemoPost): Promise<void> {
  print();
  print('▶ and in German, by a caller who is told of the end by webhook');
  const told = Promise.withResolvers<ReceivedEvent>();
  // Whoever waits hears of it; until then nobody does.
  told.promise.catch(() => {});
  let secret: string | null = null;
  const receiver = await startEventReceiver({
    port: ports.webhooks,
    secret: () => secret,
    onEvent: told.resolve,
    onRefused: (reason) => told.reject(new LocalStackError(`A webhook was not signed by us: ${reason}`)),
  });
  try {
    const baseUrl = apis[0]?.url ?? '';
    const operator = createOperatorsClient({ baseUrl, apiKey: LOCAL_OPS_TOKEN });
    const { api_key: apiKey } = await operator.createKey({ body: { caller: 'demo' } });
    const caller = createOperatorsClient({ baseUrl, apiKey });
    const made = await caller.createWebhook({ body: { url: receiver.url, payload: 'full' } });
    secret = made.secret;
    const request = { url: links.canonical, language: 'de', webhook: made.endpoint.id };
    const { id } = await createClient({ baseUrl, apiKey }).submit(request);
    const event = await orLate(systemClock, told.promise, TOLD_WITHIN_MS);
    if (event === undefined) {
      throw new LocalStackError('The demo did not go as expected: no webhook came.');
    }
    print(`  POST ${receiver.url}: ${describeEvent(event).map(textOf).join(' ')}`);
    expectation('id' in event.data && event.data.id === id, 'the webhook was of another job.');
    expectation(event.type === 'job.succeeded', `the webhook said ${event.type}.`);
  } finally {
    await receiver.close();
  }
}

async function showAll(stack: LocalStack): Promise<void> {
  const sets = createClient({ baseUrl: stack.apis[0]?.url ?? '' });

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
  await showWebhook(stack, first);
}

await runScript(async () => {
  const ports = documentedPorts(process.env);
  await assertPortsFree([['the receiver of webhooks', ports.webhooks]]);
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
  const stack = await startLocalStack({
    ports,
    env: { ...env, OPS_TOKEN: LOCAL_OPS_TOKEN },
    directory: DIRECTORY,
    watch: false,
  });
  printAddresses(stack);
  try {
    await showAll(stack);
  } finally {
    await stack.stop();
  }
  print();
  print('Everything is stopped. Logs: .local/demo/logs');
});
