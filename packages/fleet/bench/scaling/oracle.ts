import type { Arrival } from './arrivals.ts';
import { SECOND } from './region-model.ts';
import { IDLE_MS } from './run-region.ts';

/** What one worker of the model finishes in a second at full use: 1.4 calls per job at 30 calls a second. */
const JOBS_PER_INSTANCE_S = 21;
const MAY_WAIT_S = 45;
const START_S = 8;

/** Instance-milliseconds of somebody who knows every arrival, and pays the same starts, the same minimum and the platform's idle time. */
export function oracleInstanceMs(arrivals: readonly Arrival[], untilMs: number): number {
  const seconds = Math.ceil(untilMs / SECOND);
  const arriving = new Uint32Array(seconds);
  for (const { atMs } of arrivals) {
    const at = Math.min(seconds - 1, Math.floor(atMs / SECOND));
    arriving[at] = (arriving[at] ?? 0) + 1;
  }
  const needed = new Uint16Array(seconds);
  let within = 0;
  for (let at = 0; at < seconds; at += 1) {
    within += (arriving[at] ?? 0) - (arriving[at - MAY_WAIT_S] ?? 0);
    needed[at] = Math.max(1, Math.ceil(within / (JOBS_PER_INSTANCE_S * MAY_WAIT_S)));
  }
  let instanceS = 0;
  for (let at = 0; at < seconds; at += 1) {
    const kept = needed.subarray(Math.max(0, at - IDLE_MS / SECOND), at + START_S + 1);
    instanceS += kept.reduce((most, count) => Math.max(most, count), 0);
  }
  return instanceS * SECOND;
}
