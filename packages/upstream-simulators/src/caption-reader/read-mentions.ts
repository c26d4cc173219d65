import { type Amounts, mergeAmounts, NO_AMOUNTS, statesWork } from './amounts.ts';
import type { AmountMatch } from './find-amounts.ts';
import type { NameMatch } from './vocabulary.ts';

export interface Mention {
  readonly name: NameMatch;
  readonly amounts: Amounts;
  /** Whether its numbers stood before it. */
  readonly led: boolean;
}

export interface Mentions {
  readonly mentions: readonly Mention[];
  /** Amounts that stand beside no name. */
  readonly loose: readonly AmountMatch[];
}

/** What may stand between an amount and the name behind it. */
const FORWARD = /^[\s\uE000]*(?:(?:for time|of|de|del|von|the|your|reps?|x|à|d'|per side|each side|[:|-])\s*)*$/iu;
/** What may stand between a name (or an amount of it) and a further amount. */
const BACKWARD =
  /^[\s\uE000,;:()|=@./+-]*(?:(?:for|of|at|with|x|por|durante|à|mit|then|are|is|do|we do|hold|holding|für|pendant|and|on|a|an|to|slow|heavy)[\s,:]+)*[\s\uE000,:;()|@-]*$/iu;

/** Amounts that add to the next one on the way to a name, where the others would be a second value. */
const HELD: ReadonlySet<AmountMatch['kind']> = new Set(['weight', 'sets', 'side']);

interface Slot {
  readonly name: NameMatch;
  amounts: Amounts;
  /** Where the name and what was attached to it end. */
  end: number;
  /** Whether its numbers stood before it, so that the next ones may belong to the next name. */
  led: boolean;
}

/** Gives each amount of a line to the exercise name that it stands beside. */
export function readMentions(masked: string, names: readonly NameMatch[], amounts: readonly AmountMatch[]): Mentions {
  const slots: Slot[] = names.map((name) => ({ name, amounts: NO_AMOUNTS, end: name.end, led: false }));
  const loose: AmountMatch[] = [];
  let pending: AmountMatch[] = [];

  const outside = amounts.filter((amount) => !names.some((name) => amount.start < name.end && name.start < amount.end));
  for (const [index, amount] of outside.entries()) {
    const previous = slots.filter((slot) => slot.name.end <= amount.start).at(-1);
    const next = slots.find((slot) => slot.name.start >= amount.end);
    const following = outside[index + 1];
    const reachesNext =
      next !== undefined &&
      FORWARD.test(masked.slice(amount.end, next.name.start)) &&
      !(following !== undefined && following.start < next.name.start);
    const reachesPrevious = previous !== undefined && BACKWARD.test(masked.slice(previous.end, amount.start));

    const target = choose(amount, previous, reachesPrevious, reachesNext);
    if (target === 'previous' && previous !== undefined) {
      previous.amounts = mergeAmounts(previous.amounts, amount.amounts);
      previous.end = amount.end;
    } else if (target === 'next' && next !== undefined) {
      for (const held of pending) {
        next.amounts = mergeAmounts(next.amounts, held.amounts);
      }
      next.amounts = mergeAmounts(next.amounts, amount.amounts);
      next.led = true;
      pending = [];
      continue;
    } else if (
      HELD.has(amount.kind) &&
      following !== undefined &&
      FORWARD.test(masked.slice(amount.end, following.start))
    ) {
      // "3 sets 60kg squats": held until the amount that reaches the name.
      pending.push(amount);
      continue;
    } else {
      loose.push(amount);
    }
    loose.push(...pending);
    pending = [];
  }
  loose.push(...pending);
  return { mentions: slots.map(({ name, amounts, led }) => ({ name, amounts, led })), loose };
}

function choose(
  amount: AmountMatch,
  previous: Slot | undefined,
  reachesPrevious: boolean,
  reachesNext: boolean,
): 'previous' | 'next' | null {
  if (amount.kind === 'count') {
    return reachesNext ? 'next' : null;
  }
  const fallback = reachesNext ? 'next' : null;
  if (!reachesPrevious || previous === undefined) {
    return fallback;
  }
  if (amount.kind === 'weight' || amount.kind === 'rest' || amount.kind === 'side') {
    return 'previous';
  }
  if (!statesWork(previous.amounts)) {
    return 'previous';
  }
  if (reachesNext && previous.led) {
    return 'next';
  }
  return fits(previous.amounts, amount.amounts) ? 'previous' : fallback;
}

/** A further amount may add what is still unknown, never a second value. */
const fits = (known: Amounts, more: Amounts): boolean =>
  !(
    (known.reps !== null && more.reps !== null) ||
    (known.sets !== null && more.sets !== null) ||
    (known.seconds !== null && more.seconds !== null) ||
    (known.miles !== null && more.miles !== null)
  );
