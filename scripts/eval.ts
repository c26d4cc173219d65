import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulators } from '@sets/upstream-simulators';

/** Scores extraction quality: on the real Gemini when GEMINI_API_KEY is set, else on the simulator. */
const ROOT = join(import.meta.dirname, '..');
const report = join(ROOT, '.local/eval.json');

mkdirSync(join(ROOT, '.local'), { recursive: true });
const simulators = process.env.GEMINI_API_KEY ? null : await startSimulators({ port: 0, mode: 'none' });
const env =
  simulators === null ? process.env : { ...process.env, GEMINI_BASE_URL: `http://127.0.0.1:${simulators.port}/gemini` };
const child = spawn(process.execPath, [join(ROOT, 'packages/extraction/eval/run-eval.ts'), report], {
  stdio: 'inherit',
  env,
});
const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
await simulators?.close();
process.stdout.write(`\nReport: ${report}\n`);
process.exitCode = code ?? 1;
