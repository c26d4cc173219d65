import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countTests } from './test-results.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'test-results-'));
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
