import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

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
const entryOf = (name: string): string => `
  import { enableCompileCache } from 'node:module';
  enableCompileCache({ directory: import.meta.dirname + '/compile-cache', portable: true });
  await import('./src/${name}.ts');
`;

const entries = (app: string): Plugin => ({
  name: 'entries',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice('entry:'.length), namespace: 'entry' }));
    onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({ contents: entryOf(path), resolveDir: app }));
  },
});

/**
 * Bundles an app: one small file per entry of `src`, which loads pieces that are files of their own (ADR 0017).
 *
 * @param app its folder
 * @param dist the folder to write, which is emptied before
 */
export async function bundleApp(app: string, dist: string, names: readonly string[]): Promise<void> {
  // Pieces are named for what is in them: those of an earlier build would stay.
  rmSync(dist, { recursive: true, force: true });
  await build({
    entryPoints: names.map((name) => ({ in: `entry:${name}`, out: name })),
    outdir: dist,
    absWorkingDir: app,
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
    plugins: [entries(app), inlineGoogleJson],
    logLevel: 'warning',
  });
}
