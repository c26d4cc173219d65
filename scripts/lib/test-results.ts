import { existsSync, readFileSync } from 'node:fs';

export interface TestCounts {
  readonly passed: number;
  /** Failed tests, and files that failed before any of their tests ran. */
  readonly failed: number;
}

/** The part of Vitest's JSON report that is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { status: string }[];
  }[];
}

/** Counts the report of a test run that ended well or not; a missing report or an empty run is a failure. */
export function countTests(file: string, endedWell: boolean): TestCounts {
  if (!existsSync(file)) {
    return { passed: 0, failed: 1 };
  }
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + unloaded;
  // Vitest also fails for what no test is blamed for, e.g. an error that escaped after the last one.
  const unblamed = failed === 0 && (!endedWell || passed === 0) ? 1 : 0;
  return { passed, failed: failed + unblamed };
}
