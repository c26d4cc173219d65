import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly timeoutS: number;
  /** What the exit code must be; 0 unless given. */
  readonly expectedCode?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface StepOutcome {
  readonly ok: boolean;
  readonly seconds: number;
  /** Why it is not ok, in a few words. */
  readonly reason: string | null;
}

export interface StepOptions {
  /** `live` passes the output on as it comes; `on-failure` shows it only when the step fails. */
  readonly output: 'live' | 'on-failure';
}

function describeEnd(code: number | null, expected: number, timedOut: boolean, timeoutS: number): string | null {
  if (timedOut) return `did not end within ${timeoutS} s`;
  return code === expected ? null : `exit code ${code ?? 'none (killed)'}`;
}

/** Runs one command in a process group of its own, so that a timeout ends whatever it started too. */
export function runStep(step: Step, { output }: StepOptions): Promise<StepOutcome> {
  const { command, timeoutS, expectedCode = 0 } = step;
  const [program, ...args] = command;
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...step.env },
      stdio: ['ignore', output === 'live' ? 'inherit' : 'pipe', output === 'live' ? 'inherit' : 'pipe'],
      detached: true,
    });
    let text = '';
    let timedOut = false;
    const collect = (chunk: Buffer): void => {
      text += String(chunk);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutS * 1_000);
    const end = (reason: string | null): void => {
      clearTimeout(timer);
      if (reason !== null && text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
      resolve({ ok: reason === null, seconds: (performance.now() - started) / 1_000, reason });
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code) => end(describeEnd(code, expectedCode, timedOut, timeoutS)));
  });
}

export function reportStep({ name }: Step, { ok, seconds, reason }: StepOutcome): void {
  const end = ok ? 'passed' : `FAILED: ${reason ?? ''}`;
  process.stdout.write(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s) ${end}\n`);
}
