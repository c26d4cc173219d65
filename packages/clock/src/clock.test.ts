import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { offsetClock, systemClock } from './clock.ts';
import { createManualClock } from './testing/index.ts';

describe('the system clock', () => {
  it('fires in order, not before what it was told, and not when cancelled', async () => {
    const fired: string[] = [];
    const began = systemClock.monotonic();
    const { promise, resolve } = Promise.withResolvers<void>();
    systemClock.schedule(resolve, 20);
    systemClock.schedule(() => fired.push('early'), 1);
    systemClock.schedule(() => fired.push('cancelled'), 1)();
    await promise;
    expect(fired).toEqual(['early']);
    // Node's timers count whole milliseconds and may be one early.
    expect(systemClock.monotonic() - began).toBeGreaterThanOrEqual(19);
  });

  it('waits long for what is far away, where setTimeout would fire at once', async () => {
    let fired = false;
    const cancel = systemClock.schedule(
      () => {
        fired = true;
      },
      90 * 24 * 3_600_000,
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    systemClock.schedule(resolve, 5);
    await promise;
    cancel();
    expect(fired).toBe(false);
  });

  it.each([
    ['keeps the process alive', '50', 'fired'],
    ['lets the process end when told so', '600_000, { unref: true }', ''],
  ])(
    '%s',
    (_, timing, printed) => {
      const url = new URL('./index.ts', import.meta.url).href;
      const script = `const { systemClock } = await import('${url}');
      systemClock.schedule(() => console.log('fired'), ${timing});`;
      const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect([status, stdout.trim()]).toEqual([0, printed]);
    },
    90_000,
  );
});

it('shifts the wall clock and nothing that measures durations', () => {
  const clock = createManualClock(1_000_000);
  const late = offsetClock(clock, -300_000);
  let firedAt: number | undefined;
  late.schedule(() => {
    firedAt = late.now();
  }, 50);
  clock.advance(60);
  expect([late.now(), late.monotonic(), firedAt]).toEqual([700_060, 60, 700_050]);
});
