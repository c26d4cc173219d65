import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readHclModule } from './read-hcl.ts';

const ROOT = join(import.meta.dirname, '../..');
const INFRA = join(ROOT, 'infra');
const EXAMPLES = readdirSync(join(INFRA, 'examples'));
const README = readFileSync(join(INFRA, 'README.md'), 'utf8');
const WORKFLOW = readFileSync(join(ROOT, '.github/workflows/deploy.yml'), 'utf8');

async function namesOf(example: string, kind: string): Promise<readonly string[]> {
  const { blocks } = await readHclModule(INFRA, `examples/${example}`);
  return blocks.filter((block) => block.kind === kind).map(({ labels }) => labels[0] ?? '');
}

it.each(EXAMPLES)('%s has every output that the first deployment and the workflow take from it', async (example) => {
  const outputs = await namesOf(example, 'output');
  const named = [...README.matchAll(/(?:output `|tofu output -raw )([a-z_]+)/g)].map(([, name = '']) => name);
  const [, listed = ''] = /; (.*) are the outputs of those names/.exec(README) ?? [];
  const variables = [...listed.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name);
  expect([named.length, variables.length]).toEqual([2, 3]);
  expect([...named, ...variables.map((name) => name.toLowerCase())].filter((name) => !outputs.includes(name))).toEqual(
    [],
  );
});

it.each(EXAMPLES)('%s takes every variable that the README sets', async (example) => {
  const variables = await namesOf(example, 'variable');
  const [, settings = ''] = /```hcl\n([\s\S]*?)```/.exec(README) ?? [];
  const set = [...settings.matchAll(/(?:^ {3}|# |, )([a-z_]+) +=/gm)].map(([, name = '']) => name);
  expect(set).toHaveLength(11);
  expect(set.filter((name) => !variables.includes(name))).toEqual([]);
});

it('names every variable and secret that the workflow reads', () => {
  const read = [...WORKFLOW.matchAll(/(?:vars|secrets)\.([A-Z_]+)/g)].map(([, name = '']) => name);
  expect(read.length).toBeGreaterThan(5);
  expect(read.filter((name) => !README.includes(`\`${name}\``))).toEqual([]);
});

it.each(EXAMPLES)('%s keeps its key and its state out of the repository', (example) => {
  const kept = ['terraform.tfvars', 'terraform.tfstate', '.terraform/x'].map(
    (file) => `infra/examples/${example}/${file}`,
  );
  // In a repository of its own: this tree may be an archive, or belong to another user, whom git does not trust.
  const cwd = mkdtempSync(join(tmpdir(), 'ignored-'));
  copyFileSync(join(ROOT, '.gitignore'), join(cwd, '.gitignore'));
  execFileSync('git', ['init', '--quiet'], { cwd });
  const ignored = execFileSync('git', ['check-ignore', '--no-index', ...kept], { cwd, encoding: 'utf8' });
  rmSync(cwd, { recursive: true });
  expect(ignored.trim().split('\n')).toEqual(kept);
});
