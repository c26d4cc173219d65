import { reportStep, runStep } from './lib/run-step.ts';
import { STATIC_CHECKS } from './lib/static-checks.ts';

/** Runs every static check, also after one has failed. */
const failed: string[] = [];
for (const step of STATIC_CHECKS) {
  const outcome = await runStep(step, { output: 'on-failure' });
  reportStep(step, outcome);
  if (!outcome.ok) {
    failed.push(step.name);
  }
}
process.stdout.write(`${STATIC_CHECKS.length - failed.length} passed, ${failed.length} failed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
