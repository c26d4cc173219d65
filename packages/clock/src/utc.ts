export const DAY_MS = 24 * 3_600_000;

/** `2026-11-26T09:30:00.000Z`, from Unix milliseconds. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** `2026-11-26`, the UTC day of Unix milliseconds. */
export const utcDay = (ms: number): string => isoTime(ms).slice(0, 10);
