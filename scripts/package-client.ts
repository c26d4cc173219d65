import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Makes of packages/client what an app installs, `dist/sets-client-*.tgz`: ES modules without dependencies, and their types. */
const ROOT = join(import.meta.dirname, '..');
const PACKAGE = join(ROOT, 'packages/client');
const DIST = join(PACKAGE, 'dist');

rmSync(DIST, { recursive: true, force: true });
await build({
  entryPoints: [join(PACKAGE, 'src/index.ts'), join(PACKAGE, 'src/operators/index.ts')],
  outbase: join(PACKAGE, 'src'),
  outdir: DIST,
  chunkNames: 'shared-[hash]',
  ...{ bundle: true, splitting: true, format: 'esm', platform: 'neutral', target: 'es2020', logLevel: 'warning' },
});
const compiler = join(ROOT, 'node_modules/.bin/tsc');
const declarations = [
  '--noEmit',
  'false',
  '--declaration',
  '--emitDeclarationOnly',
  '--rootDir',
  join(PACKAGE, 'src'),
  '--outDir',
  DIST,
];
execFileSync(compiler, ['-p', join(PACKAGE, 'tsconfig.json'), ...declarations], { stdio: 'inherit' });

const { name, version, description, license } = JSON.parse(
  readFileSync(join(PACKAGE, 'package.json'), 'utf8'),
) as Record<string, string>;
const entrance = (path: string) => ({ types: `./${path}.d.ts`, default: `./${path}.js` });
const manifest = {
  ...{ name, version, description, license, type: 'module', sideEffects: false },
  // Bundlers that know no `exports` read these.
  ...{ main: './index.js', types: './index.d.ts' },
  exports: { '.': entrance('index'), './operators': entrance('operators/index') },
  engines: { node: '>=20' },
};
writeFileSync(join(DIST, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
cpSync(join(PACKAGE, 'README.md'), join(DIST, 'README.md'));
cpSync(join(ROOT, 'LICENSE'), join(DIST, 'LICENSE'));
execFileSync('npm', ['pack', '--silent', '--offline'], { cwd: DIST, stdio: ['ignore', 'ignore', 'inherit'] });
