import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Terraform } from './terraform.ts';

/** What the examples leave to whoever deploys. */
const VARIABLES = {
  project: 'sets-check',
  domain: 'api.example.com',
  images: JSON.stringify({ api: 'api', worker: 'worker' }),
  smoke_key: '0123456789abcdef0123456789abcdef',
};

const asArguments = (variables: Readonly<Record<string, string>>): string[] =>
  Object.entries(variables).map(([name, value]) => `-var=${name}=${value}`);

/**
 * Formatting, validity, the stack's own tests, and a plan of every example: one line per fault. `-no-color` leaves
 * reports readable in CI.
 *
 * @param root of the infrastructure
 */
export async function checkWithTerraform(root: string, { run }: Terraform): Promise<string[]> {
  const steps = async (folder: string, commands: readonly (readonly string[])[]): Promise<string[]> => {
    for (const [command = '', ...rest] of commands) {
      const { code, output } = await run(folder, [command, '-no-color', ...rest]);
      if (code !== 0) {
        return [`${folder}: ${command} failed\n${output.trim()}`];
      }
    }
    return [];
  };
  const format = await run('.', ['fmt', '-check', '-recursive', '-no-color']);
  const unformatted = format.code === 0 ? [] : [`Not formatted: ${format.output.trim().replaceAll('\n', ', ')}`];
  const stack = await steps('stack', [['init', '-input=false'], ['validate'], ['test']]);
  const examples = readdirSync(join(root, 'examples')).map((name) => `examples/${name}`);
  const faults = [...unformatted, ...stack];
  for (const folder of examples) {
    const plan = ['plan', '-input=false', '-lock=false', ...asArguments(VARIABLES)];
    faults.push(...(await steps(folder, [['init', '-input=false'], ['validate'], plan])));
  }
  return faults;
}
