import { createManualClock } from '@sets/clock/testing';
import { createMetrics } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { createDepthGauge } from './depth-gauge.ts';

function setUp() {
  const clock = createManualClock();
  const metrics = createMetrics({ service: 'worker', region: 'us-east1' });
  const gauge = createDepthGauge(metrics, clock);
  const shown = async () => /^sets_queue_depth\{[^}]*\} (.*)$/m.exec(await metrics.expose())?.[1];
  return { clock, gauge, shown };
}

it('shows what the last decision saw', async () => {
  const { gauge, shown } = setUp();
  expect(await shown()).toBe('Nan');
  gauge.note({ outcome: 'decided', depth: 12 });
  expect(await shown()).toBe('12');
  gauge.note({ outcome: 'decided', depth: 0 });
  expect(await shown()).toBe('0');
});

it('shows nothing where another decides, and nothing that is old', async () => {
  const { clock, gauge, shown } = setUp();
  gauge.note({ outcome: 'decided', depth: 12 });
  gauge.note({ outcome: 'led_elsewhere', depth: null });
  expect(await shown()).toBe('Nan');
  gauge.note({ outcome: 'decided', depth: 12 });
  clock.advance(60_001);
  expect(await shown()).toBe('Nan');
});
