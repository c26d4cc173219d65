import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The house's own lint rules (scripts/lint): a rule that matches nothing after an upgrade would pass in silence. */
const ROOT = join(import.meta.dirname, '..');
const RULES = join(ROOT, 'scripts/lint');
const rules = readdirSync(RULES);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialect-'));
  const plugins = rules.map((name) => join(RULES, name));
  writeFileSync(
    join(folder, 'biome.json'),
    JSON.stringify({ root: true, plugins, linter: { rules: { preset: 'none' } } }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the linter says of a file with this code. */
function lint(code: string): string {
  writeFileSync(join(folder, 'sample.ts'), code);
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const { stdout, stderr } = spawnSync(biome, ['lint', 'sample.ts'], { cwd: folder, encoding: 'utf8' });
  expect(stdout + stderr).toContain('Checked 1 file');
  return stderr;
}

const DECLARATION = 'A top-level function with statements is a function declaration.';
const ARROW = 'A helper of one expression is a const arrow.';
const LOG_LINE = 'A log line begins with a capital letter.';
const TIME = 'Time and chance come from @sets/clock.';

it.each(rules)('%s is in force', (name) => {
  expect(readFileSync(join(ROOT, 'biome.json'), 'utf8')).toContain(`./scripts/lint/${name}`);
});

it.each([
  [DECLARATION, 'export const twice = (n: number) => {\n  return 2 * n;\n};'],
  [DECLARATION, 'export const wait = async (): Promise<void> => {\n  await null;\n};'],
  [ARROW, 'export function twice(n: number): number {\n  return 2 * n;\n}'],
  [LOG_LINE, "export const tell = () => logger.info('lower', { n: 1 });"],
  [LOG_LINE, "export const tell = () => deps.logger.warn('lower');"],
  [LOG_LINE, 'export const tell = (n: number) => queueLogger.error(`lower $' + '{n}`);'],
  [TIME, 'export const at = Date.now();'],
  [TIME, 'export const read = { now: performance.now };'],
  [TIME, 'export const at = () => new Date();'],
  [TIME, 'export const pick = (random = Math.random) => random();'],
  [TIME, 'setTimeout(() => {}, 5);'],
  [TIME, "import { setTimeout as sleep } from 'node:timers/promises';\nexport { sleep };"],
])('says "%s" of %j', (message, code) => {
  expect(lint(code)).toContain(message);
});

it.each([
  'export const twice = (n: number): number => 2 * n;',
  'export function twice(n: number): Twice {\n  return {\n    n,\n    by: 2,\n  };\n}',
  'export async function look(at: string): Promise<string> {\n  return await read(at);\n}',
  'export function* twice(n: number) {\n  return 2 * n;\n}',
  'export const twice: Twice = (n) => {\n  return 2 * n;\n};',
  'export function outer() {\n  const inner = () => {\n    return 1;\n  };\n  return inner;\n}',
  "export const tell = (n: number) => logger.info('Upper', { n });",
  'export const tell = (method: string) => logger.info(`$' + '{method} answered`);',
  "export const tell = () => queue.error('lower');",
  'export const shown = (ms: number) => new Date(ms).toISOString();',
  'export const rounded = (n: number) => Math.round(n);',
])('lets %j pass', (code) => {
  expect(lint(code)).not.toMatch(/plugin/);
});
