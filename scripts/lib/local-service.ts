import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalStackError } from './local-stack-error.ts';

const ROOT = join(import.meta.dirname, '../..');
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

export interface LocalServiceOptions {
  /** Unique in its stack, e.g. `worker-2`. */
  readonly name: string;
  /** Folder below `apps`. */
  readonly app: string;
  /** The file to run; the app's sources unless given. */
  readonly entry?: string | undefined;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Restart when its sources change. */
  readonly watch: boolean;
  /** Told of every end that nobody asked for. */
  readonly onUnexpectedEnd: (name: string) => void;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** One process of a stack. It can be ended and started again, at the same address and with the same log. */
export interface LocalService {
  readonly name: string;
  readonly app: string;
  readonly url: string;
  readonly logFile: string;
  readonly pid: number | undefined;
  readonly running: boolean;
  /** Resolves once it is healthy. `extra` is for this run alone. */
  start(extra?: NodeJS.ProcessEnv): Promise<void>;
  /** Resolves when the process of the last start has ended, whoever ended it. */
  ended(): Promise<ProcessEnd>;
  /** Sends a signal and resolves when the process has ended; SIGKILL follows after 15 s. */
  end(signal: NodeJS.Signals): Promise<ProcessEnd>;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export function createLocalService(options: LocalServiceOptions): LocalService {
  const { name, app, port, env, logFile, watch, onUnexpectedEnd } = options;
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let ending = false;
  let end: Promise<ProcessEnd> = Promise.resolve({ code: null, signal: null, at: 0 });

  async function untilReady(started: ChildProcess): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (hasEnded(started)) {
        const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
        throw new LocalStackError(`${name} ended while starting:\n${lines}`);
      }
      const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
      if (response?.ok) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new LocalStackError(
      `${name} did not become healthy within ${READY_TIMEOUT_MS / 1_000} s; the end of ${logFile} may say why.`,
    );
  }

  writeFileSync(logFile, '');
  return {
    name,
    app,
    url,
    logFile,
    get pid() {
      return child?.pid;
    },
    get running() {
      return child !== null && !hasEnded(child);
    },
    async start(extra = {}) {
      const log = openSync(logFile, 'a');
      const entry = options.entry ?? join(ROOT, 'apps', app, 'src/main.ts');
      // The process writes its log itself, so that nothing is lost when it is killed.
      const started = spawn(process.execPath, [...(watch ? ['--watch', '--watch-preserve-output'] : []), entry], {
        cwd: ROOT,
        env: { ...env, ...extra, PORT: String(port) },
        stdio: ['ignore', log, log],
      });
      closeSync(log);
      child = started;
      ending = false;
      end = new Promise((resolve) => {
        started.once('exit', (code, signal) => {
          if (!ending) {
            onUnexpectedEnd(name);
          }
          resolve({ code, signal, at: Date.now() });
        });
      });
      await untilReady(started);
    },
    ended: () => end,
    async end(signal) {
      const ended = child;
      if (ended === null || hasEnded(ended)) {
        return await end;
      }
      ending = true;
      const kill = setTimeout(() => ended.kill('SIGKILL'), STOP_TIMEOUT_MS);
      ended.kill(signal);
      const outcome = await end;
      clearTimeout(kill);
      return outcome;
    },
  };
}
