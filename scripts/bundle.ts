import { cpSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundleApp } from './lib/bundle-app.ts';
import { startOnce } from './lib/start-once.ts';

/**
 * Bundles the app in the current folder into `dist/`, or into the folder that is named: `main.js` opens the port, the
 * pieces that it then loads are files of their own, and beside them lies the machine code of both. Turbo calls it once
 * per app (`make build`); see ADR 0017.
 */
const app = process.cwd();
if (!existsSync(join(app, 'src/main.ts'))) {
  throw new Error(`No src/main.ts in ${app}: run this from an app's folder.`);
}

const [dist = join(app, 'dist')] = process.argv.slice(2);
await bundleApp(app, dist, ['main']);
startOnce(join(dist, 'main.js'));

/** The web page that the API serves: `make build` builds it before (turbo.json); chaos runs and tests need none. */
const page = join(app, '../console/dist');
if (basename(app) === 'api' && existsSync(page)) {
  cpSync(page, join(dist, 'console'), { recursive: true });
}
