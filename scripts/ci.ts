import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { reportStep, runStep, type Step } from './lib/run-step.ts';
import { STATIC_CHECKS } from './lib/static-checks.ts';
import { countTests } from './lib/test-results.ts';

/** Tests, static checks, short versions of the long runs, the demo; goes on after a failure, and ends with one line that counts all. */
const REPORT = join(import.meta.dirname, '../.local/test-results.json');
const TESTS: Step = { name: 'tests', command: ['make', 'test'], timeoutS: 960 };
const CHAOS: Step = { name: 'chaos, the short run', command: ['make', 'chaos-quick'], timeoutS: 600 };
const POOL: Step = {
  name: 'pool under faults, the short run',
  command: ['node', 'packages/genai-pool/bench/bench-pool.ts', '--quick'],
  timeoutS: 300,
};
const HIT_RATE: Step = {
  name: 'hit rate, the short run',
  command: ['node', 'scripts/bench-hit-rate.ts', '--quick'],
  timeoutS: 300,
};
const FUZZ: Step = {
  name: 'fuzz, the short run',
  command: ['node', 'scripts/fuzz.ts', '--quick'],
  timeoutS: 300,
};
const EVAL: Step = { name: "what is made of models' answers", command: ['make', 'eval'], timeoutS: 300 };
const CONSOLE: Step = {
  name: 'the console in a browser, the short run',
  command: ['make', 'e2e-quick'],
  timeoutS: 600,
};
const DEMO: Step = { name: 'demo', command: ['make', 'demo'], timeoutS: 300 };

/** What these say is worth reading when all is well, too. */
const LIVE: readonly Step[] = [FUZZ, CONSOLE, DEMO];

rmSync(REPORT, { force: true });
const tests = await runStep(TESTS, { output: 'live' });
const counts = countTests(REPORT, tests.ok);
reportStep(TESTS, tests);
let { passed, failed } = counts;

for (const step of [...STATIC_CHECKS, EVAL, HIT_RATE, POOL, FUZZ, CHAOS, CONSOLE, DEMO]) {
  const outcome = await runStep(step, { output: LIVE.includes(step) ? 'live' : 'on-failure' });
  reportStep(step, outcome);
  if (outcome.ok) {
    passed += 1;
  } else {
    failed += 1;
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && counts.passed > 0 ? 0 : 1;
