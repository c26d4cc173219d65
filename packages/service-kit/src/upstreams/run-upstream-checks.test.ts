import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { renderUpstreamReport } from './render-upstream-report.ts';
import { runUpstreamChecks } from './run-upstream-checks.ts';
import type { CheckFinding, UpstreamCheck } from './upstream-check.ts';

const check = (name: string, vital: readonly string[], run: UpstreamCheck['run']): UpstreamCheck => ({
  kind: 'model',
  name,
  breaks: `${name} is missed`,
  vital,
  run,
});
const answers = (finding: CheckFinding) => async () => finding;
const ok = answers({ status: 'ok', detail: 'served' });
const failed = answers({ status: 'failed', detail: 'HTTP 503' });

it.each([
  ['one of two gives what is vital', [check('a', ['model'], failed), check('b', ['model'], ok)], true],
  ['nobody gives it', [check('a', ['model'], failed), check('b', ['model'], failed)], false],
  ['only what is not vital fails', [check('a', ['model'], ok), check('redis', [], failed)], true],
  ['one of two vital things is missing', [check('a', ['model'], ok), check('q', ['queue'], failed)], false],
  ['something vital is not configured', [check('a', ['k'], answers({ status: 'skipped', detail: '' }))], false],
])('tells whether the service can work: %s', async (_what, checks, works) => {
  expect((await runUpstreamChecks(createManualClock(), checks)).works).toBe(works);
});

it('gives a line to a check that throws and to one that hangs, which it stops', async () => {
  const clock = createManualClock();
  let stopped = false;
  const report = runUpstreamChecks(clock, [
    check('thrown', [], () => Promise.reject(new Error('fetch\nfailed'))),
    check('hung', [], (signal) => {
      signal.addEventListener('abort', () => {
        stopped = true;
      });
      return new Promise(() => {});
    }),
  ]);
  await clock.advanceAsync(15_000);
  expect((await report).lines).toEqual([
    {
      kind: 'model',
      name: 'thrown',
      status: 'failed',
      detail: 'fetch failed',
      latencyMs: 0,
      breaks: 'thrown is missed',
    },
    {
      ...{ kind: 'model', name: 'hung', status: 'failed', detail: 'no answer within 15 s' },
      ...{ latencyMs: 15_000, breaks: 'hung is missed' },
    },
  ]);
  expect(stopped).toBe(true);
});

it('shows the report as aligned lines', async () => {
  const report = await runUpstreamChecks(createManualClock(), [
    check('a', ['model'], ok),
    check('longer', [], answers({ status: 'skipped', detail: 'not configured' })),
  ]);
  expect(renderUpstreamReport(report)).toBe(
    [
      '✓ model     a          0 ms  served',
      '– model     longer           not configured. longer is missed.',
      '',
      'The service can work.',
      '',
    ].join('\n'),
  );
});
