import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasRedisServer = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('no port');
  }
  return address.port;
}

/** A real redis-server on a free port, keeping nothing. */
export async function startRedisServer() {
  const directory = await mkdtemp(join(tmpdir(), 'sets-redis-'));
  const port = await freePort();
  let process: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory];
    process = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const chunk of process.stdout ?? []) {
      if (String(chunk).includes('Ready to accept')) {
        break;
      }
    }
  };
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    process?.kill(name);
  };
  const stop = async (): Promise<void> => {
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) {
      return;
    }
    process.kill('SIGKILL');
    await once(process, 'exit');
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    /** Stops answering without closing connections. */
    hang: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async close() {
      await signal('SIGCONT');
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
