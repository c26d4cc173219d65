import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after `ms`, or as soon as the signal aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<undefined> =>
  sleep(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
