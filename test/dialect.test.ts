import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The house's own lint rules (scripts/lint): a rule that matches nothing after an upgrade would pass in silence. */
const ROOT = join(import.meta.dirname, '..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialect-'));
  const { plugins } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')) as { plugins: string[] };
  const config = {
    root: true,
    plugins: plugins.map((path) => join(ROOT, path)),
    linter: { rules: { preset: 'none' } },
  };
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
});
afterAll(() => rmSync(folder, { recursive: true }));

function lint(code: string): string {
  writeFileSync(join(folder, 'sample.ts'), code);
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const { stdout, stderr } = spawnSync(biome, ['lint', 'sample.ts'], { cwd: folder, encoding: 'utf8' });
  expect(stdout + stderr).toContain('Checked 1 file');
  return stderr;
}

const DECLARATION = 'A top-level function with statements is a function declaration.';
const LOG_LINE = 'A log line begins with a capital letter.';

it.each([
  [DECLARATION, 'export const twice = (n: number) => {\n  return 2 * n;\n};'],
  [DECLARATION, 'export const wait = async (): Promise<void> => {\n  await null;\n};'],
  [LOG_LINE, "export const tell = () => logger.info('lower', { n: 1 });"],
  [LOG_LINE, "export const tell = () => deps.logger.warn('lower');"],
  [LOG_LINE, 'export const tell = (n: number) => queueLogger.error(`lower $' + '{n}`);'],
])('says "%s" of %j', (message, code) => {
  expect(lint(code)).toContain(message);
});

it.each([
  'export const twice = (n: number): number => 2 * n;',
  'export const twice: Twice = (n) => {\n  return 2 * n;\n};',
  'export function outer() {\n  const inner = () => {\n    return 1;\n  };\n  return inner;\n}',
  "export const tell = (n: number) => logger.info('Upper', { n });",
  'export const tell = (method: string) => logger.info(`$' + '{method} answered`);',
  "export const tell = () => queue.error('lower');",
])('lets %j pass', (code) => {
  const said = lint(code);
  expect([said.includes(DECLARATION), said.includes(LOG_LINE)]).toEqual([false, false]);
});
