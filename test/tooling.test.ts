import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runStep, type Step } from '../scripts/lib/run-step.ts';
import { countTests } from '../scripts/lib/test-results.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tooling-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('counting tests', () => {
  const count = (report: object | null, endedWell: boolean) => {
    const file = join(directory, `${crypto.randomUUID()}.json`);
    if (report !== null) {
      writeFileSync(file, JSON.stringify(report));
    }
    return countTests(file, endedWell);
  };
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test })),
  });

  it.each([
    [
      'a good run',
      { numPassedTests: 2, numFailedTests: 0, testResults: [file('passed', 'passed', 'passed')] },
      true,
      { passed: 2, failed: 0 },
    ],
    [
      'a failed test',
      { numPassedTests: 1, numFailedTests: 1, testResults: [file('failed', 'passed', 'failed')] },
      false,
      { passed: 1, failed: 1 },
    ],
    [
      'a file that does not load',
      { numPassedTests: 1, numFailedTests: 0, testResults: [file('passed', 'passed'), file('failed')] },
      false,
      { passed: 1, failed: 1 },
    ],
    [
      'an error that no test is blamed for',
      { numPassedTests: 1, numFailedTests: 0, testResults: [file('passed', 'passed')] },
      false,
      { passed: 1, failed: 1 },
    ],
    ['no tests at all', { numPassedTests: 0, numFailedTests: 0, testResults: [] }, true, { passed: 0, failed: 1 }],
    ['no report', null, false, { passed: 0, failed: 1 }],
  ])('of %s', (_what, report, endedWell, counts) => {
    expect(count(report, endedWell)).toEqual(counts);
  });
});

describe('running a step', () => {
  const run = (script: string, options: Partial<Step> = {}) =>
    runStep({ name: 'step', command: ['bash', '-c', script], timeoutS: 10, ...options }, { output: 'on-failure' });

  it('tells a good end from a bad one', async () => {
    expect(await run('exit 0')).toMatchObject({ ok: true, reason: null });
    expect(await run('exit 3')).toMatchObject({ ok: false, reason: 'exit code 3' });
    expect(await run('exit 3', { expectedCode: 3 })).toMatchObject({ ok: true });
    expect(await run('echo one', { expectedText: 'one' })).toMatchObject({ ok: true });
    expect(await run('echo one', { expectedText: 'two' })).toMatchObject({ ok: false });
    expect(
      await runStep({ name: 'x', command: ['no-such-program'], timeoutS: 1 }, { output: 'on-failure' }),
    ).toMatchObject({
      ok: false,
    });
  });

  it('ends whatever the step started when its time is up', async () => {
    const mark = `30.${Math.trunc(Math.random() * 1e9)}`;
    expect(await run(`sleep ${mark} & sleep ${mark}`, { timeoutS: 0.3 })).toMatchObject({
      ok: false,
      reason: 'did not end within 0.3 s',
    });
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(`sleep ${mark}`);
  });
});
