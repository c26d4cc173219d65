import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { CloudError } from './cloud-error.ts';

export interface GcloudOptions {
  /** Prints what would be run, and runs nothing. */
  readonly dryRun: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/** Google's command line, as everything here uses it: each command is printed before it runs. */
export interface Gcloud {
  /** Changes something; not run in a dry run. @throws CloudError with what gcloud said */
  change(args: readonly string[], input?: string): Promise<string>;
  /** Only looks; empty in a dry run. @throws CloudError with what gcloud said */
  look(args: readonly string[]): Promise<string>;
  /** Follows a stream until it is interrupted. */
  follow(args: readonly string[]): Promise<void>;
}

const NEEDS_QUOTES = /[^\w@%+=:,./{}-]/;
const quoted = (arg: string): string => (NEEDS_QUOTES.test(arg) ? `'${arg.replaceAll("'", `'\\''`)}'` : arg);
export const commandLine = (args: readonly string[]): string => ['gcloud', ...args].map(quoted).join(' ');

/** The line that names the error; around it stand hints of many lines. Without one, what gcloud said last. */
function reasonIn(output: string): string {
  const lines = output.trim().split('\n');
  return lines.findLast((line) => line.startsWith('ERROR:')) ?? lines.at(-1) ?? '';
}

export function createGcloud({ dryRun, env, say }: GcloudOptions): Gcloud {
  async function run(args: readonly string[], stdio: 'pipe' | 'inherit', input?: string): Promise<string> {
    const child = spawn('gcloud', [...args], { env, stdio: [input === undefined ? 'ignore' : 'pipe', stdio, stdio] });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'ENOENT'
            ? new CloudError('gcloud is not installed: https://cloud.google.com/sdk/docs/install')
            : error,
        ),
      );
      child.once('close', resolve);
    });
    // One that ends before it has read everything says so itself.
    child.stdin?.on('error', () => {}).end(input);
    const [code, stdout, stderr] = await Promise.all([
      ended,
      child.stdout === null ? '' : text(child.stdout),
      child.stderr === null ? '' : text(child.stderr),
    ]);
    if (code !== 0) {
      throw new CloudError(`gcloud failed: ${reasonIn(stderr) || `exit code ${code}`}`);
    }
    return stdout;
  }
  return {
    async change(args, input) {
      say(`$ ${commandLine(args)}`);
      return dryRun ? '' : await run(args, 'pipe', input);
    },
    async look(args) {
      say(`$ ${commandLine(args)}`);
      return dryRun ? '' : await run(args, 'pipe');
    },
    async follow(args) {
      say(`$ ${commandLine(args)}`);
      if (!dryRun) {
        await run(args, 'inherit');
      }
    },
  };
}
