import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, createRememberedLook } from '@sets/clock';
import { ProblemError } from '@sets/contract';

export interface ConsoleFiles {
  /**
   * A file of the console's build by its name in it, e.g. `index.html`, `scripts/index-Bq3xYw7k.js`.
   *
   * @throws ProblemError `route_not_found` where there is none, or no build at all
   */
  read(name: string): Promise<string>;
}

/** A new build is seen then; the folder holds a handful of files. */
const KEEP_MS = 5_000;

/** Only what the folder holds can be asked for: names are looked up in a list, never put into a path. */
export function createConsoleFiles(directory: string | undefined, clock: Clock): ConsoleFiles {
  async function load(): Promise<ReadonlyMap<string, string>> {
    if (directory === undefined) {
      return new Map();
    }
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    return new Map(paths.map((path, index) => [path.slice(directory.length + 1), texts[index] ?? '']));
  }
  const files = createRememberedLook({ clock, look: load, keepMs: KEEP_MS, keepFailedMs: KEEP_MS });
  return {
    async read(name) {
      const text = (await files.look().catch(() => new Map<string, string>())).get(name);
      if (text === undefined) {
        throw new ProblemError('route_not_found', { detail: 'The console is not built here.' });
      }
      return text;
    },
  };
}
