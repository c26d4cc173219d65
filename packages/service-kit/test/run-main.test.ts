import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';
import { listen } from '../src/index.ts';

const SERVICE = join(import.meta.dirname, 'support/service-process.ts');
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
});

function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [SERVICE], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const messages: string[] = [];
  const listening = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const entry = JSON.parse(line) as { message: string; port?: number };
    messages.push(entry.message);
    if (entry.message === 'Listening') {
      listening.resolve(`http://127.0.0.1:${entry.port}`);
    }
  });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return { child, messages, listening: listening.promise, exit };
}

it('stops on SIGTERM: keep-alive connections closed, reverse order, exit code 0', async () => {
  const service = start();
  const url = await service.listening;
  const agent = new Agent({ keepAlive: true });
  await new Promise((resolve) => get(url, { agent }, (response) => response.resume().once('end', resolve)));
  service.child.kill('SIGTERM');
  expect(await service.exit).toBe(0);
  agent.destroy();
  expect(service.messages.slice(-3)).toEqual(['Stopping on SIGTERM', 'Released second', 'Released first']);
});

it('releases what was acquired when starting fails half-way, and exits 1', async () => {
  const service = start({ MODE: 'start-fails' });
  expect(await service.exit).toBe(1);
  expect(service.messages).toEqual(['Could not start', 'Released second', 'Released first']);
});

it('says in a sentence that its port is taken, and exits 1', async () => {
  const holder = await listen((_request, response) => response.end(), { port: 0 });
  const service = start({ PORT: String(holder.port) });
  expect(await service.exit).toBe(1);
  expect(service.messages[0]).toMatch(/^Port \d+ on 127\.0\.0\.1 is already in use\./);
  await holder.close({ graceMs: 0 });
});

it('goes on releasing after a failure, and exits 1', async () => {
  const service = start({ MODE: 'release-fails' });
  await service.listening;
  service.child.kill('SIGINT');
  expect(await service.exit).toBe(1);
  expect(service.messages.slice(-3)).toEqual(['Released second', 'Could not release second', 'Released first']);
});

it('stops when an error escapes, and exits 1', async () => {
  const service = start();
  await fetch(`${await service.listening}/escape`);
  expect(await service.exit).toBe(1);
  expect(service.messages).toContain('An error escaped');
  expect(service.messages.at(-1)).toBe('Released first');
});

it('goes on releasing when an error escapes meanwhile, and exits 1', async () => {
  const service = start({ MODE: 'release-leaks' });
  await service.listening;
  service.child.kill('SIGTERM');
  expect(await service.exit).toBe(1);
  expect(service.messages.slice(-3)).toEqual(['Released second', 'An error escaped', 'Released first']);
});

it('exits at once on a second signal', async () => {
  const service = start({ MODE: 'release-hangs' });
  await service.listening;
  service.child.kill('SIGTERM');
  await expect.poll(() => service.messages.at(-1)).toBe('Stopping on SIGTERM');
  service.child.kill('SIGTERM');
  expect(await service.exit).toBe(1);
});

it('has written what came up to its last error when it is killed', async () => {
  const service = start({ MODE: 'killed' });
  await service.exit;
  expect(service.messages).toEqual(['Before', 'Wrong']);
});
