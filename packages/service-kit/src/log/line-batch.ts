import type { CancelTimer, Clock } from '@sets/clock';

/** Lines wait so long, or until so many characters have come: one write costs more than making a line. */
const MAX_DELAY_MS = 50;
const MAX_CHARACTERS = 65_536;

export interface LineBatch {
  /** Lines with their ends. */
  add(lines: string): void;
  /** Nothing waits any more: for lines that may be the last, and for the process's end. */
  flush(): void;
}

/** Hands lines on to `emit` many at a time, in their order. What is killed without notice loses the last batch at most. */
export function createLineBatch(emit: (text: string) => unknown, { clock }: { readonly clock: Clock }): LineBatch {
  let waiting = '';
  let cancel: CancelTimer | undefined;

  function flush(): void {
    cancel?.();
    cancel = undefined;
    if (waiting !== '') {
      const text = waiting;
      waiting = '';
      emit(text);
    }
  }

  return {
    add(lines) {
      waiting += lines;
      if (waiting.length >= MAX_CHARACTERS) {
        flush();
      } else {
        cancel ??= clock.schedule(flush, MAX_DELAY_MS, { unref: true });
      }
    },
    flush,
  };
}
