import { type Clock, type Loop, startLoop } from '@sets/clock';
import type { ScaleReport } from '@sets/contract';
import type { Logger } from '@sets/service-kit';
import { LEADER_SILENT_MS, type ScaleInput } from './scale-region.ts';

const DECIDE_EVERY_MS = 5_000;

export interface ScalingDeps {
  readonly fleet: { scale(input: ScaleInput): Promise<ScaleReport> };
  readonly input: ScaleInput;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Decides every 5 s for as long as the process lives, or looks every 20 s whether the one who does has fallen silent: a
 * region's scaling costs the same however many workers it has.
 */
export function startScaling({ fleet, input, clock, logger }: ScalingDeps): Loop {
  let followsUntilMs = Number.NEGATIVE_INFINITY;
  async function decide(): Promise<void> {
    if (clock.monotonic() < followsUntilMs) {
      return;
    }
    const { outcome } = await fleet.scale(input);
    followsUntilMs = outcome === 'led_elsewhere' ? clock.monotonic() + LEADER_SILENT_MS : Number.NEGATIVE_INFINITY;
  }
  return startLoop(decide, {
    clock,
    everyMs: DECIDE_EVERY_MS,
    onError: (error) => logger.warn('A scaling decision failed; the next one follows', { error }),
  });
}
