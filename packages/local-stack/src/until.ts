import { sleep, systemClock } from '@sets/clock';

const POLL_MS = 40;
/** Only ends a wait for what will never come: no machine is so busy that it takes as long. */
const PATIENCE_MS = 120_000;

type Found<T> = T | null | undefined | false;

/** Looks until `look` finds something, and gives that. @throws {Error} that names what was waited for, after 2 minutes. */
export async function until<T>(what: string, look: () => Promise<Found<T>> | Found<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  while (true) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) {
      return found;
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${PATIENCE_MS / 1_000} s for ${what}`);
    }
    await sleep(systemClock, POLL_MS);
  }
}
