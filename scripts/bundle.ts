import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Bundles the app in the current folder into `dist/`: `main.js` opens the port, the pieces that it then loads are files
 * of their own, and beside them lies the machine code of both. Turbo calls it once per app (`make build`); see ADR 0017.
 */
const app = process.cwd();
const entry = join(app, 'src/main.ts');
if (!existsSync(entry)) {
  throw new Error(`No ${entry}: run this from an app's folder.`);
}

// Some dependencies are CommonJS inside, and call these although the bundle is an ES module.
const COMMONJS_NAMES = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

const GOOGLE_CLIENT = /@google-cloud[/\\]tasks[/\\]build[/\\]esm[/\\]src[/\\].*_client\.js$/;
const JSON_BESIDE = /getJSON\(path\.join\(dirname, ([^)]*)\)\)/g;

/** Google's client reads JSON files beside itself at run time, which one file cannot have: they are built in. */
const inlineGoogleJson: Plugin = {
  name: 'inline-google-json',
  setup({ onLoad }) {
    onLoad({ filter: GOOGLE_CLIENT }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(JSON_BESIDE, (_match, parts: string) => {
        const segments = parts.split(',').map((part) => part.trim().slice(1, -1));
        return `require(${JSON.stringify(`./${join(...segments)}`)})`;
      });
      return { contents, loader: 'js' };
    });
  },
};

/** Before any other code of ours is compiled. `portable`: an image has the folder at another place. */
const ENTRY = `
  import { enableCompileCache } from 'node:module';
  enableCompileCache({ directory: import.meta.dirname + '/compile-cache', portable: true });
  await import('./src/main.ts');
`;

/** Makes every part of the app once and stops at a faulty setting: fills the compile cache, and shows that all loads. */
function startOnce(bundle: string): void {
  const env = { PORT: '0', HOST: '127.0.0.1', CRASH_POINT: 'none' };
  const { status, stdout } = spawnSync(process.execPath, [bundle], { env, encoding: 'utf8' });
  if (status !== 1 || !stdout.includes('names no crash point')) {
    throw new Error(`${bundle} did not start: ${stdout}`);
  }
}

const dist = join(app, 'dist');
// Pieces are named for what is in them: those of an earlier build would stay.
rmSync(dist, { recursive: true, force: true });
await build({
  stdin: { contents: ENTRY, resolveDir: app, sourcefile: 'main.js' },
  outdir: dist,
  entryNames: 'main',
  chunkNames: 'pieces/[name]-[hash]',
  splitting: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Names stay: an error's and a class's are seen, and `keepNames` would have each closure defined anew at every call.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  legalComments: 'linked',
  banner: { js: COMMONJS_NAMES },
  plugins: [inlineGoogleJson],
  logLevel: 'warning',
});
startOnce(join(dist, 'main.js'));
