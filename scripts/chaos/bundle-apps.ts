import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Bundles what is killed: it starts in half the time, and a change of the sources does not reach a run under way. */
export function bundleApps(directory: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['api', 'worker'].map((app) => {
      const folder = join(ROOT, 'apps', app);
      execFileSync(process.execPath, [join(ROOT, 'scripts/bundle.ts')], {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const copy = join(directory, app);
      cpSync(join(folder, 'dist'), copy, { recursive: true });
      return [app, join(copy, 'main.js')];
    }),
  );
}
