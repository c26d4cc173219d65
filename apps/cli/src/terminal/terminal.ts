import { styleText } from 'node:util';
import { sanitiseText } from '@sets/contract/text';
import { cutTo, widthOf } from './width.ts';

/** The part of a stream that is needed to write to a person. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Text with a colour of ours. What is in it is cleaned before it is coloured. */
export interface Styled {
  readonly text: string;
  readonly style: Style;
}
export type Cell = string | Styled;

/** Everything that reaches the screen passes here, and all of it may be foreign: a title, a caption, a message. */
export interface Terminal {
  readonly json: boolean;
  /** Whether progress is written over itself, so that it may change many times. */
  readonly counts: boolean;
  /** What the command is for, on standard output. Nothing is said in words where JSON was asked for. */
  line(...cells: readonly Cell[]): void;
  /** Rows in columns, under a head. */
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** The answer as JSON, where that was asked for; else what `inWords` says. */
  answer(value: unknown, inWords: () => void): void;
  /** A remark beside the answer, on standard error. */
  note(...cells: readonly Cell[]): void;
  /** Shows what is going on in one line that is written over, or in a line for each change where that cannot be. */
  progress(text: string): void;
  /** Takes the progress away. */
  endProgress(): void;
}

export interface TerminalOptions {
  readonly out: Screen;
  readonly err: Screen;
  readonly json: boolean;
  /** Where they are wanted, colours go to terminals alone: either stream may be a file or a pipe. */
  readonly color: boolean;
}

const MAX_CELL = 2_000;
const CLEAR_LINE = '\r\u001b[2K';

/** Markup does nothing at a terminal, and `<3` is no markup. */
const clean = (text: string): string => sanitiseText(text, MAX_CELL, { keepMarkup: true });

export function createTerminal({ out, err, json, color }: TerminalOptions): Terminal {
  let shown = '';

  const render = (screen: Screen, cell: Cell, width = 0): string => {
    const text = textOf(cell);
    const padded = text + ' '.repeat(Math.max(0, width - widthOf(text)));
    const colored = color && (screen.isTTY ?? false);
    // `validateStream` would look at another stream than the one that is written to.
    return typeof cell === 'string' || !colored ? padded : styleText(cell.style, padded, { validateStream: false });
  };
  const join = (screen: Screen, cells: readonly Cell[]): string => cells.map((cell) => render(screen, cell)).join(' ');

  function endProgress(): void {
    if (shown !== '' && err.isTTY) {
      err.write(CLEAR_LINE);
    }
    shown = '';
  }

  function write(screen: Screen, text: string): void {
    endProgress();
    screen.write(`${text}\n`);
  }

  function line(...cells: readonly Cell[]): void {
    if (!json) {
      write(out, join(out, cells));
    }
  }

  return {
    json,
    counts: err.isTTY ?? false,
    line,
    table(head, rows) {
      const all = [head.map((text): Cell => ({ text, style: 'dim' })), ...rows];
      const widths = head.map((_name, column) => Math.max(...all.map((row) => widthOf(textOf(row[column] ?? '')))));
      for (const row of all) {
        const cells = row.map((cell, column) => render(out, cell, column === row.length - 1 ? 0 : widths[column]));
        if (!json) {
          write(out, cells.join('  ').trimEnd());
        }
      }
    },
    answer(value, inWords) {
      if (json) {
        // JSON escapes controls, and its readers are programs.
        write(out, JSON.stringify(value, null, 2));
      } else {
        inWords();
      }
    },
    note: (...cells) => write(err, join(err, cells)),
    progress(text) {
      const next = clean(text);
      if (next === shown) {
        return;
      }
      if (err.isTTY) {
        err.write(`${CLEAR_LINE}${cutTo(next, Math.max(20, (err.columns || 80) - 1))}`);
      } else {
        err.write(`${next}\n`);
      }
      shown = next;
    },
    endProgress,
  };
}

/** A cell as it is seen, without its colour. */
export const textOf = (cell: Cell): string => clean(typeof cell === 'string' ? cell : cell.text);
