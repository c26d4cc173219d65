import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runStep, type Step } from './run-step.ts';

describe('running a step', () => {
  const run = (script: string, options: Partial<Step> = {}) =>
    runStep({ name: 'step', command: ['bash', '-c', script], timeoutS: 10, ...options }, { output: 'on-failure' });

  it('tells a good end from a bad one', async () => {
    expect(await run('exit 0')).toMatchObject({ ok: true, reason: null });
    expect(await run('exit 3')).toMatchObject({ ok: false, reason: 'exit code 3' });
    expect(await run('exit 3', { expectedCode: 3 })).toMatchObject({ ok: true });
    expect(await run('echo one', { expectedText: 'one' })).toMatchObject({ ok: true });
    expect(await run('echo one', { expectedText: 'two' })).toMatchObject({ ok: false });
    expect(
      await runStep({ name: 'x', command: ['no-such-program'], timeoutS: 1 }, { output: 'on-failure' }),
    ).toMatchObject({
      ok: false,
    });
  });

  it('ends whatever the step started when its time is up', async () => {
    const mark = `30.${Math.trunc(Math.random() * 1e9)}`;
    expect(await run(`sleep ${mark} & sleep ${mark}`, { timeoutS: 0.3 })).toMatchObject({
      ok: false,
      reason: 'did not end within 0.3 s',
    });
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(`sleep ${mark}`);
  });
});
