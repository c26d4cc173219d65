import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';

/** Longer than the process itself waits before it tells what is held. */
const TEST_LIMIT_MS = 120_000;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
});

/** What the process says, line by line, and its exit code once nothing holds it any more. */
async function run(mode: string): Promise<{ readonly said: unknown[]; readonly code: unknown }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/released-process.ts')], {
    env: { ...process.env, MODE: mode },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return {
    said: said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    code,
  };
}

it(
  'a process that has worked and was released holds nothing',
  async () => {
    expect(await run('work')).toEqual({ said: [{ events: ['succeeded'], failed: [], timers: 0 }], code: 0 });
  },
  TEST_LIMIT_MS,
);

it.each(['api', 'worker'])(
  'a process whose %s could not start holds nothing of what had started before',
  async (app) => {
    expect(await run(app)).toEqual({ said: [{ events: ['PortTakenError'], failed: [], timers: 0 }], code: 0 });
  },
  TEST_LIMIT_MS,
);
