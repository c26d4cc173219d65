import { type Clock, systemClock } from '@sets/clock';

/** Milliseconds that every process of this machine reads alike, whenever it was started. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Real time, `scale` times as fast, counted from a moment of the machine: shipped defaults keep their meaning in it. */
export const scaledClock = (scale: number, startAtMs: number): Clock => ({
  now: () => systemClock.now(),
  monotonic: () => (machineMs() - startAtMs) * scale,
  schedule: (callback, ms, options) => systemClock.schedule(callback, ms / scale, options),
});
