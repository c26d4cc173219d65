import { vi } from 'vitest';

/** Looks until `look` no longer fails. The limit is for what never comes; nothing is read from how long it took. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: 60_000, interval: 20 });
