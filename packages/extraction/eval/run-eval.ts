/**
 * `node eval/run-eval.ts [report.json]`: extraction quality per model. Environment: GEMINI_BASE_URL (the simulator, or
 * any server that speaks the Gemini API) or GEMINI_API_KEY (the real one) or both; EVAL_MODELS, separated by commas.
 */
import { writeFileSync } from 'node:fs';
import { createGeminiSender, type Generate } from '../src/index.ts';
import { evaluate } from './evaluate.ts';
import { renderReport } from './report.ts';

const DEFAULT_MODELS = 'gemini-3.5-flash-lite';
const ATTEMPT_MS = 45_000;

const { GEMINI_BASE_URL: baseUrl, GEMINI_API_KEY: apiKey, EVAL_MODELS: models = DEFAULT_MODELS } = process.env;

if (!baseUrl && !apiKey) {
  process.stderr.write('Set GEMINI_BASE_URL (a simulator) or GEMINI_API_KEY (the real Gemini).\n');
  process.exit(2);
}
const send = createGeminiSender({
  mode: { kind: 'api_key', apiKey: apiKey || 'simulator' },
  ...(baseUrl ? { baseUrl } : {}),
});
process.stdout.write(apiKey ? '' : 'Answers come from the simulator: they score its caption reader, not a model.\n');

const evaluations = [];
for (const model of models.split(',').map((name) => name.trim())) {
  const generate: Generate = async (request, { signal }) => {
    const timer = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]);
    const answer = await send({ model, location: 'global' }, request, timer);
    return { answer, model, location: 'global', attempts: 1 };
  };
  const evaluation = await evaluate(model, generate);
  evaluations.push({ simulated: !apiKey, ...evaluation });
  process.stdout.write(`\n${renderReport(evaluation.report)}`);
}
const file = process.argv[2];
if (file !== undefined) {
  writeFileSync(file, `${JSON.stringify(evaluations, null, 2)}\n`);
}
