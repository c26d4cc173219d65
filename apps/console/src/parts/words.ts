import { systemClock } from '@sets/clock';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export const nowMs = (): number => systemClock.now();

/** What an API of another release does not tell, and what nobody knows. */
const NOTHING = '–';

/** Whether it was told: null says that there is none, and an API of the release before says nothing at all. */
export const isTold = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/** `40 s`, `12 min`, `3 h`, `2 d` */
export function span(ms: number): string {
  if (Number.isNaN(ms)) {
    return NOTHING;
  }
  if (ms < 2 * MINUTE_MS) {
    return `${Math.max(0, Math.round(ms / 1_000))} s`;
  }
  if (ms < 2 * HOUR_MS) {
    return `${Math.round(ms / MINUTE_MS)} min`;
  }
  return ms < 48 * HOUR_MS ? `${Math.round(ms / HOUR_MS)} h` : `${Math.round(ms / (24 * HOUR_MS))} d`;
}

export const clockTime = (iso: string | undefined): string =>
  iso === undefined ? NOTHING : new Date(iso).toLocaleTimeString([], { hour12: false });

export const dayTime = (iso: string | undefined): string =>
  iso === undefined
    ? NOTHING
    : new Date(iso).toLocaleString([], { dateStyle: 'short', timeStyle: 'medium', hour12: false });

/** To the next whole number. */
export const rounded = (value: number | null | undefined): string =>
  isTold(value) ? Math.round(value).toLocaleString('en') : NOTHING;

export const seconds = (ms: number | null | undefined): string =>
  !isTold(ms) || Number.isNaN(ms) ? NOTHING : ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

export const percent = (rate: number | null | undefined): string =>
  isTold(rate) ? `${(rate * 100).toFixed(1)} %` : NOTHING;

export const dollars = (usd: number | null | undefined): string =>
  isTold(usd) ? `$${usd < 1 ? usd.toFixed(4) : usd.toFixed(2)}` : NOTHING;

export const counted = (count: number | undefined, one: string, many = `${one}s`): string =>
  `${rounded(count)} ${count === 1 ? one : many}`;
