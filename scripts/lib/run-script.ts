import { LocalStackError } from '@sets/local-stack';

/** Runs a script to its end. What the person at the terminal can mend is told in a sentence, anything else with its stack. */
export async function runScript(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Error)) {
      throw error;
    }
    process.stderr.write(`${error instanceof LocalStackError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
