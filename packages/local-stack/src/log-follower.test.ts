import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatLogLine } from './format-log-line.ts';
import { createLogFollower } from './log-follower.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'log-follower-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const at = (second: number, message: string): string =>
  `${JSON.stringify({ time: `2026-11-23T10:00:0${second}.000Z`, message })}\n`;

describe('following logs', () => {
  it('reads the services as one stream, oldest line first, each line once', () => {
    writeFileSync(join(directory, 'api.log'), at(2, 'second') + at(4, 'fourth'));
    writeFileSync(join(directory, 'worker.log'), at(1, 'first') + at(3, 'third'));
    writeFileSync(join(directory, 'notes.txt'), 'no log\n');
    const follower = createLogFollower(directory);
    const lines = follower.read();
    expect(lines.map(({ service }) => service)).toEqual(['worker', 'api', 'worker', 'api']);
    expect(lines.map(({ line }) => JSON.parse(line).message)).toEqual(['first', 'second', 'third', 'fourth']);
    expect(follower.read()).toEqual([]);
  });

  it('waits for the end of a half-written line, and begins anew with the file', () => {
    const file = join(directory, 'api.log');
    const whole = at(1, 'whole');
    writeFileSync(file, whole.slice(0, 10));
    const follower = createLogFollower(directory);
    expect(follower.read()).toEqual([]);
    appendFileSync(file, whole.slice(10));
    expect(follower.read()).toHaveLength(1);
    writeFileSync(file, 'restarted\n');
    expect(follower.read()).toEqual([{ service: 'api', line: 'restarted' }]);
  });
});

describe('a log line for a person', () => {
  const format = (line: string): string => formatLogLine('worker-2', line, (_colour, text) => text);

  it('tells time, severity, instance, message and fields', () => {
    const line = JSON.stringify({
      ...{ severity: 'WARNING', time: '2026-11-23T10:00:01.234Z', service: 'worker', region: 'us-east1' },
      ...{ message: 'Slow', ms: 12, job_id: 'a b' },
    });
    expect(format(line)).toMatch(/^10:00:01\.234 WARNING worker-2@us-east1 +Slow ms=12 job_id="a b"$/);
  });

  it('shows what is no structured entry as it is', () => {
    expect(format('Node.js v26')).toMatch(/^worker-2 +Node\.js v26$/);
    expect(format('[1]')).toMatch(/^worker-2 +\[1\]$/);
  });

  it('lets nothing move the terminal or make a line of its own', () => {
    const attack = 'a\u001b[2J\r\n{"severity":"ERROR"}\u009b31m\u202e';
    const lines = [attack, JSON.stringify({ message: attack, time: attack, severity: attack, [attack]: [attack] })];
    for (const line of lines) {
      expect(format(line)).not.toMatch(/[\p{Cc}\u202e]/u);
    }
    const [, ...stack] = format(JSON.stringify({ message: 'x', stack_trace: `Error\n    at ${attack}` })).split('\n');
    for (const line of stack) {
      expect(line).toMatch(/^ {4}[^\p{Cc}\u202e]*$/u);
    }
  });
});
