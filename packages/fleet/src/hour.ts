import { isoTime } from '@sets/clock';

export const HOUR_MS = 3_600_000;

/** The start of its hour, in milliseconds since the epoch. */
export const hourOf = (nowMs: number): number => Math.floor(nowMs / HOUR_MS) * HOUR_MS;

/** `2026-11-26T09`, by which documents name the hour that begins then. */
export const nameOfHour = (hour: number): string => isoTime(hour).slice(0, 13);
