/** One thing that a text says: a line, or a sentence of it. */
export interface Line {
  readonly text: string;
  /** Whether it began with a bullet or a number: "• Squats", "1. Squats", "1️⃣ Squats". */
  readonly listed: boolean;
  /** Whether an empty line stood before it. */
  readonly afterGap: boolean;
}

/** Longer than any caption or transcript of a short video. */
const MAX_TEXT = 20_000;

const KEYCAP = /(\d)\uFE0F?\u20E3/gu;
const PICTURES = /\p{Extended_Pictographic}|\uFE0F|\u200D/gu;
const HASHTAGS = /#[\p{L}\p{N}_]+/gu;
const LABEL = /^\s*(?:[•*-]|\d{1,2}[.)])\s+/u;
/** Not after the number of a list: "12. Squats". */
const SENTENCE_END = /(?<=[\p{L}\p{N}]{2}[.!?])(?<!^\s*\d{1,2}\.)\s+(?=[\p{Lu}\d])/gu;

/** Cuts a text into what is read one by one, without pictures and hashtags. */
export function splitLines(text: string): Line[] {
  const plain = text.slice(0, MAX_TEXT).replace(KEYCAP, '$1. ').normalize('NFKC');
  const words = plain
    .replace(PICTURES, ' ')
    .replace(HASHTAGS, ' ')
    .replace(/[^\P{Cc}\n]/gu, ' ');
  const lines: Line[] = [];
  let afterGap = true;
  for (const raw of words.split('\n')) {
    for (const [index, sentence] of raw.split(SENTENCE_END).entries()) {
      const label = index === 0 ? (LABEL.exec(sentence)?.[0] ?? '') : '';
      const said = sentence.slice(label.length).replace(/\s+/g, ' ').trim();
      if (said === '') {
        afterGap ||= raw.trim() === '';
        continue;
      }
      lines.push({ text: said, listed: label !== '', afterGap });
      afterGap = false;
    }
  }
  return lines;
}
