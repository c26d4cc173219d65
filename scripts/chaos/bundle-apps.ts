import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Bundles what is killed: it starts in half the time, and a change of the sources does not reach a run under way. */
export function bundleApps(directory: string): Readonly<Record<string, string>> {
  mkdirSync(directory, { recursive: true });
  return Object.fromEntries(
    ['api', 'worker'].map((app) => {
      const folder = join(ROOT, 'apps', app);
      execFileSync(process.execPath, [join(ROOT, 'scripts/bundle.ts')], {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const copy = join(directory, `${app}.mjs`);
      copyFileSync(join(folder, 'dist/main.js'), copy);
      return [app, copy];
    }),
  );
}
