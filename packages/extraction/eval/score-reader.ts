import { createNumberReader } from '../src/numbers/stated-numbers.ts';
import { type QuantityText, readQuantities } from './read-quantities.ts';
import { type QuantityError, type QuantityScore, scoreQuantities } from './score-quantities.ts';

export interface ReaderHalf extends QuantityScore {
  readonly recall: number | null;
  readonly false_acceptance: number | null;
}

export interface ReaderSummary {
  readonly developed: ReaderHalf;
  readonly held_out: ReaderHalf;
  readonly by_language: Readonly<Record<string, { readonly developed: ReaderHalf; readonly held_out: ReaderHalf }>>;
  /** Of the texts that are not held out: the others must teach nobody anything. */
  readonly errors: readonly QuantityError[];
}

/** The reader of numbers on what texts state, without any post, answer or rule around it. */
export function scoreReader(): ReaderSummary {
  const read = createNumberReader();
  const texts = readQuantities();
  const half = (of: readonly QuantityText[], heldOut: boolean): ReaderHalf => {
    const { score } = scoreQuantities(
      read,
      of.filter(({ isHeldOut }) => isHeldOut === heldOut),
    );
    const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
    return {
      ...score,
      recall: share(score.found, score.stated),
      false_acceptance: share(score.accepted, score.unstated),
    };
  };
  const halves = (of: readonly QuantityText[]) => ({ developed: half(of, false), held_out: half(of, true) });
  const languages = [...new Set(texts.map(({ language }) => language))];
  return {
    ...halves(texts),
    by_language: Object.fromEntries(
      languages.map((language) => [language, halves(texts.filter((text) => text.language === language))]),
    ),
    errors: scoreQuantities(
      read,
      texts.filter(({ isHeldOut }) => !isHeldOut),
    ).errors,
  };
}
