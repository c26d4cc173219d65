/**
 * `node eval/run-eval.ts`: what is made of models' answers. Without a key these are the corpus's own, and what is scored
 * is our reading of them; with GEMINI_API_KEY (or GEMINI_BASE_URL, a server that speaks the Gemini API) the models of
 * EVAL_MODELS, separated by commas, answer the same posts. Exits with 1 when a bar is missed.
 *
 * `--publish` writes to docs/benchmarks/eval instead of .local/eval; `--diff BEFORE AFTER` compares two results files.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sleep, systemClock } from '@sets/clock';
import { barsTable, missedBars, writeReport } from '@sets/measurement';
import { createGeminiSender, type Generate, getProfile, PROMPT_VERSION } from '../src/index.ts';
import { diffResults, readResults } from './diff-results.ts';
import { readCases } from './read-cases.ts';
import { makeResults } from './results.ts';
import { resultsPage } from './results-page.ts';
import { type Answers, runCases } from './run-cases.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DEFAULT_MODELS = 'gemini-3.5-flash-lite';
const ATTEMPT_MS = 45_000;
/** A key's minute quota is refilled within it. */
const WAITS_MS = [2_000, 8_000, 30_000];

const { values: options, positionals } = parseArgs({
  options: { publish: { type: 'boolean' }, diff: { type: 'boolean' } },
  allowPositionals: true,
});
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

if (options.diff === true) {
  const [before, after] = positionals;
  if (before === undefined || after === undefined) {
    print('--diff needs two results files.');
    process.exitCode = 2;
  } else {
    print(diffResults(readResults(before), readResults(after)));
  }
} else {
  await evaluateAll();
}

async function evaluateAll(): Promise<void> {
  const directory = join(ROOT, options.publish === true ? 'docs/benchmarks/eval' : '.local/eval');
  const missed: string[] = [];
  for (const [model, answers] of whoAnswers()) {
    const { name, version } = getProfile('workout');
    const runs = await runCases(readCases(), answers);
    const about = { model, prompt_version: PROMPT_VERSION, profile: `${name}@${version}`, from: answers.from };
    const results = makeResults(runs, about);
    const file = `${model}-p${PROMPT_VERSION}`;
    writeReport(directory, { name: file, json: results, page: resultsPage(results) });
    print(`${model}: ${results.developed.all.cases} cases, ${results.held_out.all.cases} held out`);
    print(barsTable(results.bars));
    print(`Results: ${join(directory, file)}.md\n`);
    missed.push(...missedBars(results.bars).map((line) => `${model}: ${line}`));
  }
  print(missed.join('\n'));
  process.exitCode = missed.length === 0 ? 0 : 1;
}

function whoAnswers(): (readonly [string, Answers])[] {
  const { GEMINI_BASE_URL: baseUrl, GEMINI_API_KEY: apiKey, EVAL_MODELS: models = DEFAULT_MODELS } = process.env;
  if (!baseUrl && !apiKey) {
    print('No model is asked: the answers stand in the corpus, and our reading of them is scored.');
    return [['corpus', { from: 'corpus' }]];
  }
  const send = createGeminiSender({
    mode: { kind: 'api_key', apiKey: apiKey || 'none' },
    ...(baseUrl ? { baseUrl } : {}),
  });
  return models.split(',').map((written) => {
    const model = written.trim();
    const generate: Generate = async (request, { signal }) => {
      const timer = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]);
      const answer = await send({ model, location: 'global' }, request, timer);
      return { answer, model, location: 'global', attempts: 1 };
    };
    return [model, { from: 'model', generate: patiently(generate) }];
  });
}

/** Asks again, a little later each time: a model's score is not the service's day. */
const patiently =
  (generate: Generate): Generate =>
  async (request, options) => {
    for (const waitMs of WAITS_MS) {
      try {
        return await generate(request, options);
      } catch {
        await sleep(systemClock, waitMs, options.signal);
      }
    }
    return generate(request, options);
  };
