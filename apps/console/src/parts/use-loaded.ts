import { systemClock } from '@sets/clock';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { mayPass, wordsOf } from '../api/api.ts';

export interface Loaded<T> {
  readonly value: T | null;
  readonly problem: string | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** After a failure that may pass. The client has tried for a while by then. */
const ASK_AGAIN_MS = 5_000;

/**
 * Asks once, and again whenever `key` changes or `reload` is called. What was there stays until the answer. An API that is
 * away is asked again until it is back: nobody has to leave the page and return to it.
 */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ value: null, problem: null, isLoading: true });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  // The key names what `load` asks for.
  useEffect(() => {
    const left = new AbortController();
    let cancel = (): void => {};
    setState((before) => ({ ...before, isLoading: true }));
    load(left.signal).then(
      (value) => {
        if (!left.signal.aborted) {
          setState({ value, problem: null, isLoading: false });
        }
      },
      (error: unknown) => {
        if (!left.signal.aborted) {
          setState((before) => ({ ...before, problem: wordsOf(error), isLoading: false }));
          if (mayPass(error)) {
            cancel = systemClock.schedule(reload, ASK_AGAIN_MS);
          }
        }
      },
    );
    return () => {
      left.abort();
      cancel();
    };
  }, [key, round]);
  return { ...state, reload };
}
