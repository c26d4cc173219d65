import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const CONTRACT = /^packages\/contract\/src\//;

/** One entrance as a page would load it. Whatever only Node has fails to resolve. */
async function bundleForBrowsers(entrance: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from '${entrance}';`, resolveDir: join(ROOT, 'packages/service-kit') },
    ...{ bundle: true, platform: 'browser', format: 'iife', globalName: 'contract' },
    ...{ write: false, metafile: true, absWorkingDir: ROOT, logLevel: 'silent' },
  });
  return { code: outputFiles[0]?.text ?? '', files: Object.keys(metafile.inputs) };
}

describe.each(['@sets/contract', '@sets/contract/routes'])('%s', (entrance) => {
  it('loads where there is no Node, and brings nothing but zod', async () => {
    const { code, files } = await bundleForBrowsers(entrance);
    const foreign = files.filter((file) => !CONTRACT.test(file) && !file.includes('node_modules/zod/'));
    expect(foreign).toEqual(['<stdin>']);

    const page: { contract?: Record<string, unknown>; URL: typeof URL } = { URL };
    runInNewContext(code.replace(/^(?:"use strict";\s*)?var contract/, 'contract'), page);
    const exported = Object.keys(page.contract ?? {});
    expect(exported).toContain(entrance.endsWith('routes') ? 'API_ROUTES' : 'jobSchema');
  });
});

it('a part of Node would be noticed', async () => {
  await expect(bundleForBrowsers('node:fs')).rejects.toThrow('node:fs');
});
