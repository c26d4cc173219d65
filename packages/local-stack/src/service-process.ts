import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, systemClock } from '@sets/clock';
import { LocalStackError } from './local-stack-error.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Both only end what hangs: long enough for any machine, however busy. */
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;
const LOOK_TIMEOUT_MS = 5_000;
const LOOK_EVERY_MS = 50;

export interface ServiceProcessOptions {
  /** Unique in its stack, e.g. `worker-2`. */
  readonly name: string;
  /** Folder below `apps`. */
  readonly app: string;
  /** Null for what serves all regions. */
  readonly region: string | null;
  /** The file to run; the app's sources unless given. */
  readonly entry?: string | undefined;
  /** Of Node, before the file. */
  readonly nodeArgs?: readonly string[] | undefined;
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
export interface ServiceProcess {
  readonly name: string;
  readonly app: string;
  readonly region: string | null;
  readonly url: string;
  readonly logFile: string;
  /** The file that it runs, as its command line shows it. */
  readonly entry: string;
  readonly pid: number | undefined;
  readonly running: boolean;
  /**
   * Resolves once it is healthy. `extra` is for this run alone.
   *
   * @throws {LocalStackError} with the end of its log when it ends instead.
   */
  start(extra?: NodeJS.ProcessEnv): Promise<void>;
  /** Resolves when the process of the last start has ended, whoever ended it. */
  ended(): Promise<ProcessEnd>;
  /** Sends a signal and resolves when the process has ended; SIGKILL follows after 30 s. */
  end(signal: NodeJS.Signals): Promise<ProcessEnd>;
  /** Stops it in its tracks, as a host that hangs or moves does: it keeps its connections and answers none. */
  freeze(): void;
  thaw(): void;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export function createServiceProcess(options: ServiceProcessOptions): ServiceProcess {
  const { name, app, region, port, env, logFile, watch, onUnexpectedEnd, nodeArgs = [] } = options;
  const url = `http://127.0.0.1:${port}`;
  const entry = options.entry ?? join(ROOT, 'apps', app, 'src/main.ts');
  let child: ChildProcess | null = null;
  let ending = false;
  let end: Promise<ProcessEnd> = Promise.resolve({ code: null, signal: null, at: 0 });

  async function untilReady(started: ChildProcess): Promise<void> {
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (performance.now() < deadline) {
      if (hasEnded(started)) {
        const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
        throw new LocalStackError(`${name} ended while starting:\n${lines}`);
      }
      const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(LOOK_TIMEOUT_MS) }).catch(() => null);
      await response?.body?.cancel();
      if (response?.ok) {
        return;
      }
      await sleep(systemClock, LOOK_EVERY_MS);
    }
    throw new LocalStackError(
      `${name} did not become healthy within ${READY_TIMEOUT_MS / 1_000} s; the end of ${logFile} may say why.`,
    );
  }

  writeFileSync(logFile, '');
  return {
    name,
    app,
    region,
    url,
    logFile,
    entry,
    get pid() {
      return child?.pid;
    },
    get running() {
      return child !== null && !hasEnded(child);
    },
    async start(extra = {}) {
      const log = openSync(logFile, 'a');
      // The process writes its log itself, so that nothing is lost when it is killed.
      const watching = watch ? ['--watch', '--watch-preserve-output'] : [];
      const started = spawn(process.execPath, [...nodeArgs, ...watching, entry], {
        cwd: ROOT,
        env: { ...env, ...extra, PORT: String(port), ...(region === null ? {} : { REGION: region }) },
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
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  };
}
