import type { NumberReader } from '../src/numbers/stated-numbers.ts';
import type { Claim, QuantityText } from './read-quantities.ts';

export interface QuantityScore {
  /** Stated quantities, and how many of them the reader found. */
  readonly stated: number;
  readonly found: number;
  /** Claims that the texts do not state, and how many of them the reader took for stated. */
  readonly unstated: number;
  readonly accepted: number;
}

export interface QuantityError {
  readonly language: string;
  readonly text: string;
  readonly claim: string;
}

const DIMENSIONS = ['count', 'pounds', 'seconds', 'miles'] as const;

function isTaken(readNumbers: NumberReader, text: string, { value, dimension }: Claim): boolean {
  const stated = readNumbers(text);
  return (dimension === null ? DIMENSIONS : [dimension]).some((one) => stated.states(value, one));
}

/** Recall is `found / stated`, false acceptance `accepted / unstated`. */
export function scoreQuantities(
  readNumbers: NumberReader,
  texts: readonly QuantityText[],
): { readonly score: QuantityScore; readonly errors: readonly QuantityError[] } {
  const score = { stated: 0, found: 0, unstated: 0, accepted: 0 };
  const errors: QuantityError[] = [];
  for (const { language, text, claims } of texts) {
    for (const claim of claims) {
      const taken = isTaken(readNumbers, text, claim);
      score[claim.isStated ? 'stated' : 'unstated'] += 1;
      if (taken) {
        score[claim.isStated ? 'found' : 'accepted'] += 1;
      }
      if (taken !== claim.isStated) {
        errors.push({ language, text, claim: claim.written });
      }
    }
  }
  return { score, errors };
}
