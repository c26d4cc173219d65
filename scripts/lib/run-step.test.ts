import { describe, expect, it } from 'vitest';
import { runStep, type Step } from './run-step.ts';

describe('running a step', () => {
  const run = (script: string, options: Partial<Step> = {}) =>
    runStep({ name: 'step', command: ['bash', '-c', script], timeoutS: 60, ...options }, { output: 'on-failure' });

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
    // It ends once nobody holds its output any more: what would be left of it would keep this test waiting.
    expect(await run('sleep 1000 & sleep 1000', { timeoutS: 0.3 })).toMatchObject({
      ok: false,
      reason: 'did not end within 0.3 s',
    });
  });
});
