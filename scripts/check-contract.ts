import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contract, incompatibleChanges } from './contract/contract-changes.ts';
import { print } from './lib/print.ts';

/**
 * Whether clients of the last release could use the API as it is now. With `--accept` the present document becomes the
 * one that is compared with: at a release, or when a break is meant.
 */
const ROOT = join(import.meta.dirname, '..');
const NOW = 'docs/openapi.json';
const RELEASED = 'docs/openapi.released.json';

/** What is not compared: sentences and examples, but no member of that name. */
const LEFT_OUT = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'title',
  'tags',
  'info',
  'servers',
  'links',
]);

function compared(value: unknown, holdsNames = false): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => compared(item));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const kept = Object.entries(value).filter(([name]) => holdsNames || !LEFT_OUT.has(name));
  return Object.fromEntries(kept.map(([name, item]) => [name, compared(item, name === 'properties' && !holdsNames)]));
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

const now = compared(read(NOW)) as Contract;
if (process.argv.includes('--accept')) {
  writeFileSync(join(ROOT, RELEASED), `${JSON.stringify(now)}\n`);
  execFileSync(join(ROOT, 'node_modules/.bin/biome'), ['format', '--write', RELEASED], { cwd: ROOT });
  print(`${RELEASED} is what ${NOW} says now.`);
} else {
  const faults = incompatibleChanges(read(RELEASED) as Contract, now);
  print(faults.length === 0 ? 'Clients of the last release can use it.' : faults.join('\n'));
  if (faults.length > 0) {
    print('\nThis breaks clients of the last release. If it is meant: node scripts/check-contract.ts --accept');
    process.exitCode = 1;
  }
}
