import { systemClock } from '@sets/clock';
import { useEffect, useState } from 'preact/hooks';
import { type Overview, operators, wordsOf } from '../api/api.ts';

export interface LiveOverview {
  readonly overview: Overview | null;
  /** Whether what is shown comes over the stream, as it happens. */
  readonly isLive: boolean;
  /** Why it does not, when asking instead fails too. */
  readonly problem: string | null;
}

/** Three events that did not come. */
const SILENCE_MS = 6_500;
/** By then a stream has spoken, if it is let through. */
const FIRST_WORD_MS = 1_500;
const ASK_EVERY_MS = 3_000;

const NOTHING: LiveOverview = { overview: null, isLive: false, problem: null };

/** Follows the fleet over server-sent events; where they stay away it asks every 3 s, and says so. */
export function useOverview(isWanted: boolean): LiveOverview {
  const [state, setState] = useState(NOTHING);
  const isSeen = useIsSeen();
  useEffect(() => (isWanted && isSeen ? followOverview(setState) : undefined), [isWanted, isSeen]);
  return state;
}

/** A tab in the background follows nothing: each stream takes one of the few connections that a browser has for a host. */
function useIsSeen(): boolean {
  const [isSeen, setSeen] = useState(!document.hidden);
  useEffect(() => {
    const look = (): void => setSeen(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isSeen;
}

type Update = (change: (before: LiveOverview) => LiveOverview) => void;

function followOverview(update: Update): () => void {
  const left = new AbortController();
  let heardAt = Number.NEGATIVE_INFINITY;
  let source = open();
  let cancel = systemClock.schedule(() => void check(), FIRST_WORD_MS);

  function open(): EventSource {
    const events = new EventSource('/v1/ops/events');
    events.addEventListener('overview', (event) => {
      heardAt = systemClock.monotonic();
      const overview = JSON.parse((event as MessageEvent<string>).data) as Overview;
      update(() => ({ overview, isLive: true, problem: null }));
    });
    return events;
  }

  /** An EventSource gives up for good when it is refused; it is begun anew. */
  async function check(): Promise<void> {
    if (systemClock.monotonic() - heardAt > SILENCE_MS) {
      if (source.readyState === EventSource.CLOSED) {
        source = open();
      }
      await ask();
    }
    if (!left.signal.aborted) {
      cancel = systemClock.schedule(() => void check(), ASK_EVERY_MS);
    }
  }

  async function ask(): Promise<void> {
    try {
      const overview = await operators.getOverview({ signal: left.signal });
      update(() => ({ overview, isLive: false, problem: null }));
    } catch (error) {
      if (left.signal.aborted) {
        return;
      }
      update((before) => ({ ...before, isLive: false, problem: wordsOf(error) }));
    }
  }

  return () => {
    left.abort();
    cancel();
    source.close();
    update((before) => ({ ...before, isLive: false }));
  };
}
