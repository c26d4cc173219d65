import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundleApp } from './lib/bundle-app.ts';

/**
 * Bundles the local cloud, from its folder, into `dist/` or into the folder that is named: `main.js` is the local cloud,
 * `everything.js` starts it with an API and a worker (the image `everything`). What the stand-ins read at run time lies
 * where they look for it: the posts of the simulators, and the protos of the official clients.
 */
const app = process.cwd();
const packages = join(import.meta.dirname, '../packages');
const [dist = join(app, 'dist')] = process.argv.slice(2);

interface Protos {
  readonly client: string;
  /** What is resolved to find them, and the file that then stands for the client, empty. */
  readonly manifest: object;
  readonly main: string;
  readonly from: string;
  readonly to: string;
}

/** A client of which nothing but its protos is there. */
function place({ client, manifest, main, from, to }: Protos): void {
  const folder = join(dist, 'node_modules', client);
  mkdirSync(join(folder, dirname(main)), { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: client, license: 'Apache-2.0', ...manifest })}\n`,
  );
  writeFileSync(join(folder, main), '');
  cpSync(from, join(folder, to), { recursive: true });
}

const resolve = (from: string, name: string): string => createRequire(join(packages, from, 'src/x.ts')).resolve(name);

await bundleApp(app, dist, ['main', 'everything']);
cpSync(join(packages, 'upstream-simulators/fixtures'), join(dist, 'fixtures'), { recursive: true });
place({
  client: '@google-cloud/firestore',
  manifest: { main: 'build/src/index.js' },
  main: 'build/src/index.js',
  from: join(dirname(resolve('firestore-emulator', '@google-cloud/firestore')), '../protos/google'),
  to: 'build/protos/google',
});
place({
  client: '@google-cloud/tasks',
  manifest: { exports: { './build/protos': './build/protos/protos.js' } },
  main: 'build/protos/protos.js',
  from: join(dirname(resolve('cloud-tasks-emulator', '@google-cloud/tasks/build/protos')), 'protos.json'),
  to: 'build/protos/protos.json',
});
