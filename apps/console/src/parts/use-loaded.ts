import { useCallback, useEffect, useState } from 'preact/hooks';
import { wordsOf } from '../api/api.ts';

export interface Loaded<T> {
  readonly value: T | null;
  readonly problem: string | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** Asks once, and again whenever `key` changes or `reload` is called. What was there stays until the answer. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ value: null, problem: null, isLoading: true });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  // The key names what `load` asks for.
  useEffect(() => {
    const left = new AbortController();
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
        }
      },
    );
    return () => left.abort();
  }, [key, round]);
  return { ...state, reload };
}
