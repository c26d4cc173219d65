/**
 * What the reader of numbers must know of a language. Words stand as people write them; the reader folds case, accents
 * and ß. In lists, words are separated by spaces, alternatives by `/`, the words of one entry by `_`.
 */
export interface LanguageData {
  /** BCP 47 primary tag. */
  readonly tag: string;
  /** Where the words come from. */
  readonly source: string;
  readonly numbers?: NumberSpelling;
  /** Further number words: inflected forms, dozens, one and a half. */
  readonly more?: Readonly<Record<string, number>>;
  /** Before a half: "two AND a half". */
  readonly and?: string;
  /** Half of what follows, and after `and` half of what stands before. */
  readonly half?: string;
  /** Half of what stands before, without a word between: "iki buçuk", "两分半". */
  readonly bareHalf?: string;
  /** Words that are a number and its unit: "halvtimme", "quart d'heure". */
  readonly durations?: Readonly<Record<string, readonly [number, 'min' | 'h' | 's']>>;
  /** Units that stand for one of themselves where "and a half" or a smaller unit follows: "minuto y medio". */
  readonly bareUnits?: string;
  /** Units by what they measure; an entry that ends with `*` is the beginning of words. */
  readonly units: Partial<Readonly<Record<WordUnit, string>>>;
  /** Before a number that is a name or an ordinal: "day 5", "level 2", "code". Also after it where the language does so. */
  readonly labels?: string;
  /** Labels that are common words of other languages: they count beside a sign of this one, or before "of". */
  readonly sharedLabels?: string;
  /** "Day 5 OF 75". */
  readonly of?: string;
  /** Labels that are words of a workout too: they take only a bare number with nothing of its own behind: "TRACK 7 is on". */
  readonly names?: string;
  /** Small words between a name, or a verb of weighing, and its number; behind a name's number they show that it counts nothing. */
  readonly fillers?: string;
  /** Before somebody's own weight, or one that was lost: "I WEIGH 82 kg". */
  readonly bodyWeight?: string;
  /** Behind it: "10 kilo KWIJT". */
  readonly bodyWeightAfter?: string;
  /** What is no training, near a time or a distance: "8 h of SLEEP". */
  readonly life?: string;
  /** Figures of speech that state nothing, as patterns over folded text; each must be read in linear time. */
  readonly figures?: readonly RegExp[];
  /** Before the first of two weights of which the second is less: "FROM 92kg to 78kg". */
  readonly from?: string;
  /** Words of sentences, not of lists, that no other language has; and words that show that a sentence speaks of training. */
  readonly prose?: string;
  readonly training?: string;
  /** Before an amount that is eaten, drunk or slept. */
  readonly eats?: string;
  /** "9 VON 10": a share of so many, where the word says nothing else. */
  readonly outOf?: string;
  /** Before what lists count, where it is no list: "40 s EACH exercise". */
  readonly each?: string;
  /** Before an age: "OVER 40?". */
  readonly ages?: string;
  /** Behind the number of a house and a name. */
  readonly streets?: string;
  /** Words for the heart's rate: the number behind one is no count. */
  readonly pulse?: string;
  /** What lists count that are no part of a workout, an adjective between or none: "5 common MISTAKES". */
  readonly topics?: string;
  /** Between a number and a stretch of time: "3 TIMES a week". */
  readonly times?: string;
  /** Stretches of time that make a frequency: "3x a WEEK". */
  readonly periods?: string;
  /** Words that make a frequency by themselves: "3x WEEKLY"; also before the number: "haftada 3". */
  readonly frequencies?: string;
  readonly months?: string;
  /** Before or after a time of day. */
  readonly clockBefore?: string;
  readonly clockAfter?: string;
  /** Words that only this language has, beside its number words: its numbers count where one of them stands. */
  readonly signs?: string;
}

export type WordUnit =
  | 's'
  | 'min'
  | 'h'
  | 'kg'
  | 'lb'
  | 'pood'
  | 'st'
  | 'm'
  | 'km'
  | 'mi'
  | 'yd'
  | 'ft'
  | 'kg_or_km'
  | 'portion'
  | 'other';

export interface NumberSpelling {
  /** 0 to 19. */
  readonly upTo19: string;
  /** 20, 30, … 90. */
  readonly tens: string;
  /** Between tens and ones; several are alternatives. `~` stands for a space. */
  readonly join: readonly string[];
  /** "fünfundzwanzig": the ones come first. */
  readonly onesFirst?: boolean;
  /** Of 1 inside a compound, where it differs. */
  readonly compoundOne?: string;
  /** "ventuno": the tens lose their last vowel before another. */
  readonly elides?: boolean;
  /** "soixante-quinze": 70 and 90 are 60 and 80 with 10 to 19. */
  readonly vigesimal?: boolean;
  /** 100. */
  readonly hundred: string;
  /** 200, 300, … 900; absent: the ones and the last word for 100. */
  readonly hundreds?: string;
  /** Between a hundred and what follows. */
  readonly joinHundred: readonly string[];
}
