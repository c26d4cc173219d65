import { LocalStackError } from '@sets/local-stack';

/** A folder or disk that takes nothing: the system's own sentence names the path. */
const NOT_WRITABLE = ['EACCES', 'EROFS', 'ENOSPC'];

const isTheirs = (error: NodeJS.ErrnoException): boolean =>
  error instanceof LocalStackError || NOT_WRITABLE.includes(error.code ?? '');

/** Runs a script to its end. What the person at the terminal can mend is told in a sentence, anything else with its stack. */
export async function runScript(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Error)) {
      throw error;
    }
    process.stderr.write(`${isTheirs(error) ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
