import { fold } from './fold.ts';
import { LANGUAGES } from './languages/index.ts';
import type { LanguageData, WordUnit } from './languages/language-data.ts';
import { numberWordsOf } from './number-words.ts';
import { tokenise } from './tokenise.ts';
import { SIGNS, type Unit } from './units.ts';

/** Scripts that write words without spaces between them: what is looked for stands at the edge of a token. */
const UNSPACED = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u;

/** Words to be found as whole tokens, or at the edge of a token in scripts without spaces. */
export interface WordSet {
  has(token: string | undefined): boolean;
  /** Whether the token ends with one; for words before a number. */
  endsWith(token: string | undefined): boolean;
  /** Whether the token begins with one; for words after a number. */
  startsWith(token: string | undefined): boolean;
  /** Whether it is one, or holds one in a script without spaces. */
  isIn(token: string | undefined): boolean;
}

function wordSet(lists: readonly (string | undefined)[]): WordSet {
  const words = new Set(lists.flatMap((list) => split(list)));
  const edges = [...words].filter((word) => UNSPACED.test(word));
  return {
    has: (token) => token !== undefined && words.has(token),
    endsWith: (token) => token !== undefined && (words.has(token) || edges.some((word) => token.endsWith(word))),
    startsWith: (token) => token !== undefined && (words.has(token) || edges.some((word) => token.startsWith(word))),
    isIn: (token) => token !== undefined && (words.has(token) || edges.some((word) => token.includes(word))),
  };
}

const split = (list: string | undefined): string[] =>
  (list ?? '')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => fold(word.replaceAll('_', ' ')));

const UNITS_OF: Readonly<Record<WordUnit, readonly Unit[]>> = {
  s: ['s'],
  min: ['min'],
  h: ['h'],
  kg: ['kg'],
  lb: ['lb'],
  pood: ['pood'],
  st: ['st'],
  m: ['m'],
  km: ['km'],
  mi: ['mi'],
  yd: ['yd'],
  ft: ['ft'],
  kg_or_km: ['kg', 'km'],
  portion: ['portion'],
  other: ['other'],
};

/** The units a word after a number may stand for; undefined when it is no unit. */
export type UnitsOf = (word: string) => readonly Unit[] | undefined;

function unitLookup(languages: readonly LanguageData[]): UnitsOf {
  const exact = new Map<string, readonly Unit[]>(Object.entries(SIGNS));
  const beginnings: (readonly [string, readonly Unit[]])[] = [];
  for (const { units, topics = '' } of languages) {
    for (const [name, list] of [...Object.entries(units), ['other', topics] as const]) {
      for (const word of split(list)) {
        const known = exact.get(word) ?? [];
        const all = [...new Set([...known, ...UNITS_OF[name as WordUnit]])];
        if (word.endsWith('*')) {
          beginnings.push([word.slice(0, -1), all]);
        } else if (UNSPACED.test(word)) {
          beginnings.push([word, all]);
        } else {
          exact.set(word, all);
        }
      }
    }
  }
  beginnings.sort(([a], [b]) => b.length - a.length);
  return (word) => exact.get(word) ?? beginnings.find(([beginning]) => word.startsWith(beginning))?.[1];
}

/** Whether a token is one of the words, or begins with one that ends with `*`. */
function wordLookup(words: readonly string[]): (token: string | undefined) => boolean {
  const exact = new Set(words.filter((word) => !word.endsWith('*')));
  const beginnings = words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
  return (token) =>
    token !== undefined && (exact.has(token) || beginnings.some((beginning) => token.startsWith(beginning)));
}

/** A number word, and the language whose signs must stand in the text for it to count; null for every text. */
export interface NumberWord {
  readonly value: number;
  readonly language: string | null;
}

export interface Lexicon {
  readonly numbers: ReadonlyMap<string, readonly NumberWord[]>;
  /** First words of all number phrases: most words of a text begin none. */
  readonly starts: ReadonlySet<string>;
  /** The languages whose words stand in a text. */
  languagesIn(tokens: readonly string[]): ReadonlySet<string>;
  readonly unitsOf: UnitsOf;
  /** By their tokens, joined by spaces. */
  readonly durations: ReadonlyMap<string, readonly [number, Unit]>;
  readonly bareUnits: WordSet;
  readonly and: WordSet;
  readonly half: WordSet;
  readonly bareHalf: WordSet;
  readonly labels: WordSet;
  readonly pulse: WordSet;
  readonly of: WordSet;
  readonly outOf: WordSet;
  readonly each: WordSet;
  readonly ages: WordSet;
  readonly streets: WordSet;
  readonly names: WordSet;
  readonly fillers: WordSet;
  readonly bodyWeight: WordSet;
  readonly bodyWeightAfter: WordSet;
  readonly life: WordSet;
  readonly eats: WordSet;
  readonly from: WordSet;
  readonly prose: WordSet;
  isTraining(token: string): boolean;
  isTopic(token: string | undefined): boolean;
  /** By language. */
  readonly sharedLabels: ReadonlyMap<string, string>;
  readonly times: WordSet;
  readonly periods: WordSet;
  readonly frequencies: WordSet;
  readonly months: WordSet;
  readonly clockBefore: WordSet;
  readonly clockAfter: WordSet;
}

/** Languages whose number words are short words of others ("on", "sex", "due"): a sign of the language must be there. */
const isGated = ({ signs }: LanguageData): boolean => signs !== undefined;
/** A shorter word is a word of many languages. */
const SIGN_LETTERS = 4;

function addNumbers(words: Map<string, NumberWord[]>, data: LanguageData): void {
  const language = isGated(data) ? data.tag : null;
  const halves = split(data.half).map((word) => [word, 0.5] as const);
  for (const [phrase, value] of [...numberWordsOf(data), ...halves]) {
    const known = words.get(phrase) ?? [];
    if (!known.some((one) => one.value === value && (one.language === null || one.language === language))) {
      words.set(phrase, [...known, { value, language }]);
    }
  }
}

function signsOf(data: LanguageData, common: ReadonlySet<string>): string[] {
  const numbers = [...numberWordsOf(data).keys()].filter((phrase) => !phrase.includes(' '));
  const words = [data.half, data.bareHalf, data.times, ...Object.values(data.units)].flatMap((list) => split(list));
  const others = [...numbers, ...words].filter((word) => word.length >= SIGN_LETTERS);
  return [...split(data.signs), ...others].filter((word) =>
    word.endsWith('*') ? isOwnBeginning(word.slice(0, -1), common) : !common.has(word),
  );
}

/** "dakika*" begins no word of the languages that are always read; "minut*" would. */
const isOwnBeginning = (beginning: string, common: ReadonlySet<string>): boolean =>
  beginning.length >= SIGN_LETTERS &&
  [...common].every((word) => {
    const bare = word.replace(/\*$/, '');
    return !bare.startsWith(beginning) && !beginning.startsWith(bare);
  });

/** Words of the languages that are always read: they are a sign of no other. */
const commonWords = (languages: readonly LanguageData[]): Set<string> =>
  new Set(
    languages
      .filter((data) => !isGated(data))
      .flatMap((data) => [
        ...numberWordsOf(data).keys(),
        ...Object.values(data.units).flatMap((list) => split(list)),
        ...split(data.labels),
        ...split(data.times),
      ]),
  );

/** Everything that the reader knows of words, from the languages' data. */
export function createLexicon(languages: readonly LanguageData[] = LANGUAGES): Lexicon {
  const numbers = new Map<string, NumberWord[]>();
  for (const data of languages) {
    addNumbers(numbers, data);
  }
  const common = commonWords(languages);
  const languageOfSign = new Map<string, string[]>();
  for (const data of languages.filter(isGated)) {
    for (const sign of signsOf(data, common)) {
      languageOfSign.set(sign, [...(languageOfSign.get(sign) ?? []), data.tag]);
    }
  }
  const beginnings = [...languageOfSign]
    .filter(([sign]) => sign.endsWith('*'))
    .map(([sign, tags]) => [sign.slice(0, -1), tags] as const);
  const set = (pick: (data: LanguageData) => string | undefined): WordSet => wordSet(languages.map(pick));
  return {
    numbers,
    starts: new Set([...numbers.keys()].map((phrase) => phrase.split(' ')[0] ?? '')),
    languagesIn: (tokens) =>
      new Set(
        tokens.flatMap((token) => [
          ...(languageOfSign.get(token) ?? []),
          ...beginnings.filter(([beginning]) => token.startsWith(beginning)).flatMap(([, tags]) => tags),
        ]),
      ),
    unitsOf: unitLookup(languages),
    durations: new Map(
      languages.flatMap(({ durations = {} }) =>
        Object.entries(durations).map(([words, duration]) => [tokenise(words).join(' '), duration] as const),
      ),
    ),
    bareUnits: set(({ bareUnits }) => bareUnits),
    and: set(({ and }) => and),
    half: set(({ half }) => half),
    bareHalf: set(({ bareHalf }) => bareHalf),
    labels: set(({ labels }) => labels),
    pulse: set(({ pulse }) => pulse),
    of: set(({ of }) => of),
    outOf: set(({ outOf }) => outOf),
    each: set(({ each }) => each),
    ages: set(({ ages }) => ages),
    streets: set(({ streets }) => streets),
    names: set(({ names }) => names),
    fillers: set(({ fillers }) => fillers),
    bodyWeight: set(({ bodyWeight }) => bodyWeight),
    bodyWeightAfter: set(({ bodyWeightAfter }) => bodyWeightAfter),
    life: set(({ life }) => life),
    eats: set(({ eats }) => eats),
    from: set(({ from }) => from),
    prose: set(({ prose }) => prose),
    isTraining: wordLookup(languages.flatMap(({ training }) => split(training))),
    isTopic: wordLookup(languages.flatMap(({ topics }) => split(topics))),
    sharedLabels: new Map(
      languages.flatMap(({ tag, sharedLabels }) => split(sharedLabels).map((word) => [word, tag] as const)),
    ),
    times: set(({ times }) => times),
    periods: set(({ periods }) => periods),
    frequencies: set(({ frequencies }) => frequencies),
    months: set(({ months }) => months),
    clockBefore: set(({ clockBefore }) => clockBefore),
    clockAfter: set(({ clockAfter }) => clockAfter),
  };
}
