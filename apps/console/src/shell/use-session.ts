import { systemClock } from '@sets/clock';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { isSignedOut, operators, type Session, SIGNED_OUT, wordsOf } from '../api/api.ts';

export type Entry =
  | { readonly kind: 'asking'; readonly problem: string | null }
  | { readonly kind: 'out'; readonly why?: string }
  | { readonly kind: 'in'; readonly session: Session };

export interface SessionState {
  readonly entry: Entry;
  readonly enter: (session: Session) => void;
  /** @throws ProblemError when the API cannot be told */
  readonly leave: () => Promise<void>;
}

const ASK_AGAIN_MS = 3_000;
/** Tabs share one cookie: what one does to it, the others must know. */
const TABS = 'sets-session';

function tellTabs(): void {
  const tabs = new BroadcastChannel(TABS);
  tabs.postMessage(null);
  tabs.close();
}

/** Who is signed in, in this tab or another. An API that is away ends no session: it is asked again. */
export function useSession(): SessionState {
  const [entry, setEntry] = useState<Entry>({ kind: 'asking', problem: null });

  useEffect(() => {
    let cancel = (): void => {};
    const end = (): void =>
      setEntry((before) => (before.kind === 'in' ? { kind: 'out', why: 'The session has ended.' } : before));

    async function look(): Promise<void> {
      cancel();
      try {
        const session = await operators.getSession();
        setEntry({ kind: 'in', session });
      } catch (error) {
        if (isSignedOut(error)) {
          setEntry((before) => (before.kind === 'asking' ? { kind: 'out' } : before));
          return;
        }
        setEntry((before) => (before.kind === 'asking' ? { kind: 'asking', problem: wordsOf(error) } : before));
        cancel = systemClock.schedule(() => void look(), ASK_AGAIN_MS);
      }
    }

    const tabs = new BroadcastChannel(TABS);
    tabs.addEventListener('message', () => void look());
    addEventListener(SIGNED_OUT, end);
    void look();
    return () => {
      cancel();
      tabs.close();
      removeEventListener(SIGNED_OUT, end);
    };
  }, []);

  const enter = useCallback((session: Session): void => {
    setEntry({ kind: 'in', session });
    tellTabs();
  }, []);

  const leave = useCallback(async (): Promise<void> => {
    await operators.closeSession();
    setEntry({ kind: 'out' });
    tellTabs();
  }, []);

  return { entry, enter, leave };
}
