import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Checks by tools that not every machine has. `make infra-tools` brings those that npm cannot. */
const TOOLS = [
  { command: 'shellcheck', args: ['scripts/bootstrap.sh', 'scripts/infra-tools.sh', '.ci/run'] },
  { command: 'hadolint', args: ['Dockerfile'] },
  { command: 'actionlint', args: [] },
  // Exceptions stand beside what they are made for, each with its reason.
  {
    command: 'checkov',
    args: ['--skip-download', '--quiet', '--compact', '--framework', 'terraform', '-d', 'infra'],
  },
] as const;

export interface ToolOutcome {
  readonly tool: string;
  /** Null where the tool is not here. */
  readonly faults: string | null;
}

/** Where `make infra-tools` puts what it brings. */
export function toolsDirectory(): string {
  const { SETS_INFRA_TOOLS: chosen, XDG_CACHE_HOME: cache = join(homedir(), '.cache') } = process.env;
  return chosen ?? join(cache, 'sets-infra-tools');
}

/** Runs each tool that is there, over the whole repository. `directory`: where `make infra-tools` puts them. */
export function runOutsideTools(root: string, directory: string): readonly ToolOutcome[] {
  const env = { ...process.env, PATH: [join(directory, 'bin'), process.env.PATH].join(delimiter) };
  return TOOLS.map(({ command, args }) => {
    const { error, status, stdout, stderr } = spawnSync(command, [...args], { cwd: root, env, encoding: 'utf8' });
    if (error !== undefined) {
      return { tool: command, faults: null };
    }
    return { tool: command, faults: status === 0 ? '' : `${stdout}${stderr}`.trim() };
  });
}
