import type { Clock } from '@sets/clock';

export type CongestionSignal = 'ok' | 'error' | 'overloaded';

export interface CongestionControl {
  record(signal: CongestionSignal): void;
  /** Share of the queue's rate that is dispatched now, 0.01 to 1. */
  factor(): number;
}

/** The service documents that it slows down, not by how much; halving and a linear way back are ours. */
const FLOOR = 0.01;
const CUT_INTERVAL_MS = 1000;
const RECOVERY_PER_S = 0.05;
const HIGH_ERROR_RATE = 0.5;
const MIN_SAMPLES = 10;
const EWMA_WEIGHT = 0.1;

/** 429, 503 or a high rate of errors slow the whole queue: at most one halving a second, 5 % a second back. */
export function createCongestionControl(clock: Clock): CongestionControl {
  let base = 1;
  let changedAt = clock.monotonic();
  let lastCutAt = Number.NEGATIVE_INFINITY;
  let errorRate = 0;
  let samples = 0;

  const factor = () => Math.min(1, base + ((clock.monotonic() - changedAt) / 1000) * RECOVERY_PER_S);

  function cut() {
    const now = clock.monotonic();
    if (now - lastCutAt < CUT_INTERVAL_MS) {
      return;
    }
    base = Math.max(FLOOR, factor() / 2);
    changedAt = now;
    lastCutAt = now;
  }

  return {
    factor,
    record(signal) {
      samples += 1;
      errorRate += EWMA_WEIGHT * ((signal === 'ok' ? 0 : 1) - errorRate);
      if (signal === 'overloaded' || (samples >= MIN_SAMPLES && errorRate > HIGH_ERROR_RATE)) {
        cut();
      }
    },
  };
}
