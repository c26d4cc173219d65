import type { Random } from '@sets/clock';
import type { Availability } from '../endpoint/availability.ts';

export interface ChoicePolicy {
  /** The preferred location keeps the call unless another is predicted faster by this factor … */
  readonly clearlyWorseRatio: number;
  /** … and by at least this much. */
  readonly clearlyWorseMs: number;
  /** With this share of what it is given taken an endpoint counts as twice as slow as with none; it grows with the cube. */
  readonly easyShare: number;
}

/** One endpoint as one request sees it now. */
export interface Option<E> {
  readonly endpoint: E;
  /** Place of its model in the tier; 0 is the wanted one. */
  readonly rank: number;
  /** The nearest one of its model. */
  readonly isHome: boolean;
  readonly availability: Availability;
  /** It is cooling, and will be for no longer than is worth waiting. */
  readonly backSoon: boolean;
  /** As many wait for it already as it has slots. */
  readonly isCrowded: boolean;
  readonly isOpen: boolean;
  readonly share: number;
  readonly predictedMs: number;
}

export type Step<E> =
  | { readonly kind: 'go'; readonly option: Option<E> }
  | { readonly kind: 'wait'; readonly options: readonly Option<E>[] }
  | { readonly kind: 'nothing' };

export interface ChoiceContext {
  readonly policy: ChoicePolicy;
  readonly random: Random;
}

/**
 * What a request does next, given the endpoints that it has not tried. Those in order come first, model by model; while
 * one of them is merely full, waiting for it beats a sick one or a costlier model, unless the line is long already. An
 * open circuit only puts its endpoint last. Cooldowns are waited for when nothing else is left.
 */
export function nextStep<E>(options: readonly Option<E>[], context: ChoiceContext): Step<E> {
  const well = options.filter((option) => !option.isOpen);
  for (const rank of new Set(well.map((option) => option.rank))) {
    const ofModel = well.filter((option) => option.rank === rank);
    const choice = chooseWell(ofModel.filter(isFree), context);
    if (choice !== null) {
      return { kind: 'go', option: choice };
    }
    const busy = ofModel.filter((option) => isBusy(option) && !option.isCrowded);
    if (busy.length > 0) {
      return { kind: 'wait', options: busy };
    }
  }
  const sick = bestShare(
    options.filter((option) => option.isOpen && isFree(option)),
    context.random,
  );
  if (sick !== null) {
    return { kind: 'go', option: sick };
  }
  const later = options.filter((option) => isBusy(option) || option.backSoon);
  return later.length > 0 ? { kind: 'wait', options: later } : { kind: 'nothing' };
}

const isFree = ({ availability }: Option<unknown>): boolean => availability === 'free';
const isBusy = ({ availability }: Option<unknown>): boolean => availability === 'full' || availability === 'paced';

/** The preferred option unless clearly worse; elsewhere the better of two taken at random. */
export function chooseWell<E>(options: readonly Option<E>[], { policy, random }: ChoiceContext): Option<E> | null {
  const preferred = options.find((option) => option.isHome);
  if (preferred === undefined) {
    return betterOfTwo(options, random);
  }
  const rival = betterOfTwo(
    options.filter((option) => option !== preferred),
    random,
  );
  const clearlyWorse =
    rival !== null &&
    preferred.predictedMs > rival.predictedMs * policy.clearlyWorseRatio &&
    preferred.predictedMs > rival.predictedMs + policy.clearlyWorseMs;
  return clearlyWorse ? rival : preferred;
}

/** Two distinct draws; a tie is broken by the order of the draw, which is random. */
function betterOfTwo<E>(options: readonly Option<E>[], random: Random): Option<E> | null {
  const n = options.length;
  const first = options[Math.floor(random() * n)];
  if (first === undefined) {
    return null;
  }
  if (n === 1) {
    return first;
  }
  const offset = 1 + Math.floor(random() * (n - 1));
  const second = options[(options.indexOf(first) + offset) % n];
  return second !== undefined && second.predictedMs < first.predictedMs ? second : first;
}

/** Sick ones by how much they still answer; equals at random, so that a dead region does not keep its place. */
function bestShare<E>(options: readonly Option<E>[], random: Random): Option<E> | null {
  let best: Option<E> | null = null;
  let ties = 0;
  for (const option of options) {
    if (best === null || option.share > best.share) {
      best = option;
      ties = 1;
    } else if (option.share === best.share) {
      ties += 1;
      best = random() * ties < 1 ? option : best;
    }
  }
  return best;
}
