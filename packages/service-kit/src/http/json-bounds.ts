import { ProblemError } from '@sets/contract';

/** Deeper than any body of ours. */
const MAX_DEPTH = 16;
/** More members and items than any body of ours has; each costs its validation, and each wrong one a fault. */
const MAX_VALUES = 2_000;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The place of the quote that ends the string which begins at `from`; the end when none does. */
function endOfString(json: Uint8Array, from: number): number {
  let at = from;
  while (at < json.length && json[at] !== QUOTE) {
    at += json[at] === BACKSLASH ? 2 : 1;
  }
  return at;
}

/**
 * Refuses JSON (UTF-8) that is too deep or has too many values, by its bytes alone: parsing and validating it would
 * keep everybody waiting. What is no JSON is left to the parser.
 *
 * @throws ProblemError `invalid_request`
 */
export function checkJsonBounds(json: Uint8Array): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) {
      at = endOfString(json, at + 1);
    } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      depth += 1;
      values += 1;
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      depth -= 1;
    } else if (byte === COMMA) {
      values += 1;
    }
    if (depth > MAX_DEPTH || values > MAX_VALUES) {
      throw new ProblemError('invalid_request', {
        detail: `At most ${MAX_DEPTH} levels and ${MAX_VALUES} values.`,
      });
    }
  }
}
