import { type Clock, startLoop } from '@sets/clock';
import type { Caller } from '@sets/service-kit';

/** A connection that is held open ends so long after its instance has heard that the key was revoked, at the latest. */
export const STANDING_EVERY_MS = 5_000;

/** Calls `onEnded` once what the caller has shown opens nothing any more, until the connection ends. */
export function watchStanding(
  clock: Clock,
  { stands }: Pick<Caller, 'stands'>,
  { onEnded, signal }: { readonly onEnded: () => void; readonly signal: AbortSignal },
): void {
  if (stands === undefined || signal.aborted) {
    return;
  }
  const look = async (): Promise<void> => {
    if (!(await stands())) {
      onEnded();
    }
  };
  // A store that does not answer says nothing of the key: the next look tells.
  const loop = startLoop(look, { clock, everyMs: STANDING_EVERY_MS, onError: () => {} });
  signal.addEventListener('abort', () => void loop.stop(), { once: true });
}
