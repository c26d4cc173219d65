import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toolsDirectory } from './outside-tools.ts';
import { readSchemas } from './schema-folder.ts';
import { serveProvider } from './stand-in-provider/serve-provider.ts';

export interface TerraformRun {
  readonly code: number;
  readonly output: string;
}

export interface Terraform {
  /** `tofu` or `terraform`. */
  readonly tool: string;
  /** For states and plans: outside the tree, and gone after `close`. */
  readonly scratch: string;
  /** Runs one command in a folder of the infrastructure. */
  run(folder: string, args: readonly string[]): Promise<TerraformRun>;
  close(): void;
}

const PATH = [join(toolsDirectory(), 'bin'), process.env.PATH].join(delimiter);

/** The first of OpenTofu and Terraform that is here; null without either. */
export function findTerraform(): string | null {
  const answers = (tool: string) => spawnSync(tool, ['version'], { env: { PATH }, stdio: 'ignore' }).status === 0;
  return ['tofu', 'terraform'].find(answers) ?? null;
}

/**
 * OpenTofu or Terraform over the infrastructure, with a provider that knows schemas alone: no network, nothing written
 * into the tree, and nothing read of what the person at the machine has set up for either.
 *
 * @param root of the infrastructure
 */
export async function openTerraform(root: string, tool: string): Promise<Terraform> {
  const provider = await serveProvider(readSchemas(join(root, 'schema')));
  const scratch = mkdtempSync(join(tmpdir(), 'sets-infra-'));
  const configuration = join(scratch, 'empty.tfrc');
  writeFileSync(configuration, '');
  const env = {
    ...provider.env,
    PATH,
    HOME: scratch,
    TF_CLI_CONFIG_FILE: configuration,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
  };
  return {
    tool,
    scratch,
    run: (folder, args) =>
      new Promise((resolve, reject) => {
        const [command = '', ...rest] = args;
        const child = spawn(tool, [`-chdir=${join(root, folder)}`, command, ...rest], {
          env: { ...env, TF_DATA_DIR: join(scratch, folder.replaceAll('/', '-')) },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        const pieces: Buffer[] = [];
        child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
        child.stderr.on('data', (piece: Buffer) => pieces.push(piece));
        child.once('error', reject);
        child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(pieces).toString() }));
      }),
    close() {
      provider.stop();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
