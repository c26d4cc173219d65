import { DAY_MS } from '@sets/clock';

export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Whole seconds until the next day begins, at least one. */
export const secondsLeft = (nowMs: number): number => Math.max(1, Math.ceil((DAY_MS - (nowMs % DAY_MS)) / 1_000));
