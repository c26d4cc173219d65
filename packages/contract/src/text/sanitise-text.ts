import { CONTROLS, INVISIBLE, LINE_SEPARATORS } from './unseen.ts';

/** Terminal escape sequences, whole: without their first character the rest would stay as litter. */
const TERMINAL_SEQUENCE = /(?!\n)\p{Cc}\[[0-?]*[ -/]*[@-~]/gu;
/** Marks piled on one letter overflow lines; no language needs more than three. */
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu;
const BRACKET_ENTITY = /&(?:lt|#0*60|#x0*3c);?/gi;
const CLOSING_ENTITY = /&(?:gt|#0*62|#x0*3e);?/gi;
const MARKUP = /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)|<\/?[a-zA-Z!?][^<>]*(?:>|$)/gi;

interface SanitiseOptions {
  /** Keep line feeds; otherwise they become spaces. */
  readonly keepLines?: boolean;
  /** Keep tags: for text on its way into the prompt, where a "<3" must survive and nothing renders it. */
  readonly keepMarkup?: boolean;
}

/** Text that is safe on any page, terminal or log line, at most `maxLength` characters, whole code points. */
export function sanitiseText(value: string, maxLength: number, options: SanitiseOptions = {}): string {
  // Cut first, with room for what is removed: a giant string must not cost more than its share.
  let text = value
    .slice(0, maxLength * 4)
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n');
  text = text.replaceAll('\t', ' ').replace(TERMINAL_SEQUENCE, '').replace(INVISIBLE, '').replace(CONTROLS, '');
  text = text.replace(PILED_MARKS, '$1');
  if (options.keepMarkup !== true) {
    text = removeMarkup(text);
  }
  text = options.keepLines === true ? text.replace(LINE_SEPARATORS, '\n') : text.replace(/\s+/gu, ' ');
  text = text.trim();
  return text.length <= maxLength
    ? text
    : text
        .slice(0, maxLength)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd();
}

/** Until nothing changes, so that nested tags do not assemble a new one; then no bracket is left that opens one. */
function removeMarkup(text: string): string {
  let before: string;
  let after = text;
  do {
    before = after;
    after = before.replace(BRACKET_ENTITY, '<').replace(CLOSING_ENTITY, '>').replace(MARKUP, ' ');
  } while (after !== before);
  return after.replace(/<(?=[a-zA-Z/!?])/g, '');
}
