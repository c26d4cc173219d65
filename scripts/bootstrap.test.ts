import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const LOCK = '.local/set-up-by';
/** Only ends a set-up that waits for ever; a busy machine takes seconds for a fast one. */
const TIME_LIMIT_MS = 50_000;
let folder: string;

/** A tree that has everything but its dependencies, which a stand-in for pnpm installs. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  for (const directory of ['scripts', 'bin', '.local', 'apps/one', 'packages/one']) {
    mkdirSync(join(folder, directory), { recursive: true });
  }
  for (const file of [
    'scripts/bootstrap.sh',
    '.node-version',
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
  ]) {
    copyFileSync(join(ROOT, file), join(folder, file));
  }
  writeFileSync(join(folder, 'apps/one/package.json'), '{}');
  writeFileSync(join(folder, 'packages/one/package.json'), '{}');
  const { packageManager }: { packageManager: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const [, version = ''] = /^pnpm@([\d.]+)/.exec(packageManager) ?? [];
  const pnpm = `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else mkdir -p node_modules; fi\n`;
  writeFileSync(join(folder, 'bin/pnpm'), pnpm, { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true }));

function setUp(before = '') {
  const path = [join(folder, 'bin'), dirname(process.execPath), process.env.PATH].join(':');
  const command = `${before} exec bash scripts/bootstrap.sh`;
  const options = { cwd: folder, env: { PATH: path }, timeout: TIME_LIMIT_MS } as const;
  return spawnSync('bash', ['-c', command], { ...options, encoding: 'utf8' });
}

it.each([
  ['nobody has any more', () => symlinkSync('999999999', join(folder, LOCK)), ''],
  // As in a container anew, where the same process gets the same number.
  ['this process now has', () => {}, `ln -s $$ ${LOCK};`],
])('waits for no set-up that was killed and whose number %s', (_what, killed, before) => {
  killed();
  expect(setUp(before).status).toBe(0);
  expect(setUp().status).toBe(0);
});

it('stops with a sentence where it may not write', () => {
  rmSync(join(folder, '.local'), { recursive: true });
  writeFileSync(join(folder, '.local'), '');
  expect(setUp()).toMatchObject({ status: 1, stderr: expect.stringContaining('Set-up stopped: user ') });
});
