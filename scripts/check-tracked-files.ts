import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What must not be in any tracked file: addresses of package registries (each machine has its own mirror), paths of one
 * machine, and credentials; and what the linter cannot see, in comments. The lockfile holds checksums only, so that it
 * works behind any registry.
 */
const ROOT = join(import.meta.dirname, '..');
const MAX_BYTES = 2_000_000;

const RULES: readonly { readonly what: string; readonly pattern: RegExp; readonly only?: RegExp }[] = [
  { what: 'a download address', pattern: /tarball:|resolution:.*https?:/, only: /^pnpm-lock\.yaml$/ },
  {
    what: 'a registry host',
    pattern: /\bregistry\.[a-z0-9-]+\.(?:org|com|net|io)\b|\bnpm\.pkg\.github\.com\b|\.jfrog\.io\b/,
  },
  { what: 'a path of one machine', pattern: /(?:^|[\s"'`(=:,])\/(?:home|Users|root|work|private\/tmp)\/\w/ },
  {
    what: 'an error told in prose: write it under @throws',
    pattern: /^\s*(?:\/\*)?\*.*\b(?:Throws|Rejects with)\b/,
    only: /\.ts$/,
  },
  { what: 'a credential', pattern: /_authToken\s*=|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\bAIza[0-9A-Za-z_-]{35}\b/ },
];

const isBinary = (bytes: Buffer): boolean => bytes.subarray(0, 8_000).includes(0);

function faultsIn(path: string): string[] {
  const file = join(ROOT, path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    return [];
  }
  const bytes = readFileSync(file);
  if (bytes.length > MAX_BYTES) {
    return [`${path}: larger than ${MAX_BYTES} bytes`];
  }
  if (isBinary(bytes)) {
    return [];
  }
  const lines = bytes.toString('utf8').split('\n');
  return RULES.filter(({ only }) => only === undefined || only.test(path)).flatMap(({ what, pattern }) => {
    const index = lines.findIndex((line) => pattern.test(line));
    return index === -1 ? [] : [`${path}:${index + 1}: ${what}`];
  });
}

/** Also where the tree belongs to another user, whom git would not trust; in an archive of the sources nothing is tracked. */
function trackedFiles(): string[] {
  if (!existsSync(join(ROOT, '.git'))) {
    process.stdout.write('This is no checkout of git: no file is tracked.\n');
    return [];
  }
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64_000_000 } as const;
  const listed = execFileSync('git', ['-c', `safe.directory=${realpathSync(ROOT)}`, 'ls-files', '-z'], options);
  return listed.split('\0').filter((path) => path !== '');
}

const faults = trackedFiles().flatMap(faultsIn);
for (const fault of faults) {
  process.stderr.write(`${fault}\n`);
}
process.exitCode = faults.length === 0 ? 0 : 1;
