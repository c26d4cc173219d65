import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly timeoutS: number;
  /** What the exit code must be; 0 unless given. */
  readonly expectedCode?: number;
  /** What its output must contain; only for steps whose output is not live. */
  readonly expectedText?: string;
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

interface End {
  readonly code: number | null;
  readonly timedOut: boolean;
  readonly text: string;
}

function faultOf(
  { timeoutS, expectedCode = 0, expectedText = '' }: Step,
  { code, timedOut, text }: End,
): string | null {
  if (timedOut) {
    return `did not end within ${timeoutS} s`;
  }
  if (code !== expectedCode) {
    return `exit code ${code ?? 'none (killed)'}`;
  }
  return text.includes(expectedText) ? null : `its output lacks "${expectedText}"`;
}

/** Runs one command in a process group of its own, so that a timeout ends whatever it started too. */
export function runStep(step: Step, { output }: StepOptions): Promise<StepOutcome> {
  const [program, ...args] = step.command;
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
      if (child.pid !== undefined) {
        process.kill(-child.pid, 'SIGKILL');
      }
    }, step.timeoutS * 1_000);
    const end = (reason: string | null): void => {
      clearTimeout(timer);
      if (reason !== null && text !== '') {
        process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
      }
      resolve({ ok: reason === null, seconds: (performance.now() - started) / 1_000, reason });
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code) => end(faultOf(step, { code, timedOut, text })));
  });
}

export function reportStep({ name }: Step, { ok, seconds, reason }: StepOutcome): void {
  const end = ok ? 'passed' : `FAILED: ${reason ?? ''}`;
  process.stdout.write(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s) ${end}\n`);
}
