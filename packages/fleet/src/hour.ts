export const HOUR_MS = 3_600_000;

/** The start of its hour, in milliseconds since the epoch. */
export const hourOf = (nowMs: number): number => Math.floor(nowMs / HOUR_MS) * HOUR_MS;
