import { digitise } from './number-words.ts';

export interface Line {
  readonly text: string;
  /** Whether it began with a bullet, a number or a label like "A1:". */
  readonly listed: boolean;
  /** Whether a heading ends with it: "Strength:". */
  readonly heading: boolean;
  /** Whether an empty line stood before it. */
  readonly afterGap: boolean;
}

const KEYCAP = /([0-9])\uFE0F?\u20E3/gu;
const PICTURE = /(?:[\p{Extended_Pictographic}\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}]|\uFE0F|\u200D|\u20E3)+/gu;
const TICK = /[✅✔☑▪▫◾◽■□●○•◦‣⁃∙·▶►➤➡→👉🔸🔹🔺♦💢✨⭐🔥💪]\uFE0F?/gu;
/** A bullet, "1.", "2)", "a)", "A1:", "B2)". A bare number is no label: it is a count. */
const LABEL =
  /^\s*(?:(?:[-–—*>+]|\u2022)\s*)*(?:(?:\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|[A-Z]\d{1,2}\s?[:.)-])(?=\s|[A-Za-z])\s*)?/u;
/** Ends of sentences; not after an abbreviation or a number, which is a list's. */
const SENTENCE =
  /(?<=[\p{L}\p{N})]{2}[.!?])(?<!\b(?:wdh|min|sek|sec|ca|approx|etc|vs|rep|reps|pt|no|nr|bzw|z\.b|pro|je)\.)(?<!^\s*\d{1,2}\.)\s+(?=[\p{Lu}\d¿¡“"])/giu;

/** Unicode variants of the marks that matter, as one. */
const normalise = (text: string): string =>
  text
    .replace(KEYCAP, '\n$1. ')
    .normalize('NFKC')
    .replace(/[\u2028\u2029\r]/g, '\n')
    .replace(TICK, '\n• ')
    .replace(PICTURE, ' ')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[×✕✖]/g, 'x')
    .replace(/[\u00A0\u202F\u2009\t]/g, ' ')
    .replace(/½/g, '.5')
    // Control characters carry no words.
    .replace(/(?!\n)\p{Cc}/gu, ' ');

/** Two exercises on one line: "Rows 4x8 + Curls 3x12", "Bench | 3x8". */
const PARALLEL = /(?<=\d\s?x\s?\d+\S*)\s\+\s(?=.*\d\s?x\s?\d)/giu;

const MAX_LINES = 400;
const MAX_LINE = 1000;
/** Longer than any real caption or transcript of a short video; reading time grows with it. */
const MAX_TEXT = 20_000;

/** Cuts a text into the lines that are read one by one. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let gap = true;
  for (const raw of normalise(digitise(text.slice(0, MAX_TEXT))).split('\n')) {
    if (raw.trim() === '') {
      gap = true;
      continue;
    }
    for (const piece of raw.replace(PARALLEL, '\n').replace(SENTENCE, '\n').split('\n')) {
      const label = LABEL.exec(piece)?.[0] ?? '';
      const body = piece
        .slice(label.length)
        .replace(/[*_`~]{1,3}/g, '')
        .replace(/\s+\|\s+/g, ' | ')
        .trim()
        .slice(0, MAX_LINE);
      if (body === '') {
        continue;
      }
      lines.push({ text: body, listed: label.trim() !== '', heading: /:\s*$/u.test(body), afterGap: gap });
      gap = false;
      if (lines.length >= MAX_LINES) {
        return lines;
      }
    }
  }
  return lines;
}
