import { type Amounts, NO_AMOUNTS, readNumber, toLbs, toMiles, toSeconds } from './amounts.ts';

/** A stretch of text that states amounts. `count` is a bare number: it means reps only before a name. */
export interface AmountMatch {
  readonly start: number;
  readonly end: number;
  readonly kind: 'scheme' | 'reps' | 'count' | 'duration' | 'distance' | 'weight' | 'sets' | 'rest' | 'side';
  readonly amounts: Amounts;
}

const N = '(\\d+(?:[.,]\\d+)?)';
/** A whole number, or a range of which the lower bound counts. */
const RANGE = '(\\d+)(?:\\s?(?:[-–—~/]|to|bis|a|à)\\s?(\\d+))?';
const X = '\\s?[x×*]\\s?';
const SECONDS = 's|secs?|seconds?|segs?|segundos?|sek|sekunden?|secondes?';
const MINUTES = 'mins?|minutes?|minutos?|minuten?';
const TIME = `(${SECONDS}|${MINUTES})(?![\\p{L}])\\.?`;
const DISTANCE =
  '(m|meters?|metres?|metros?|km|kms|k|kilomet(?:er|re)s?|quil[ôo]metros?|mi|miles?|yards?|yds?)(?![\\p{L}])';
const WEIGHT = '(kgs?|kilos?|lbs?|pounds?|libras?|#)(?![\\p{L}\\p{N}])';
const SETS = '(?:sets?|series|séries|sätzen?|satz|serien|manches)';
const REPS =
  '(?:reps?|repetitions?|repeticiones|repetições|repetição|wiederholungen?|wdhs?\\.?|répétitions?)(?![\\p{L}])';
const OF = '(?:\\s?(?:of|de|à|a|mit|zu|je|von|x|×|@|:|,|and|y|e|for|por|con|-|–|with|at)\\s?|\\s+)';
const BEFORE = '(?<![\\p{L}\\p{N}.,/×x*-])';

interface Rule {
  readonly kind: AmountMatch['kind'];
  readonly pattern: RegExp;
  /** Nothing when the numbers are out of any reason. */
  read(groups: (string | undefined)[]): Partial<Amounts> | 0 | null;
}

const rule = (kind: AmountMatch['kind'], source: string, read: Rule['read']): Rule => ({
  kind,
  pattern: new RegExp(BEFORE + source, 'giu'),
  read,
});

const rangeNote = (low: string | undefined, high: string | undefined, unit: string): string[] =>
  high === undefined || low === high ? [] : [`${low}-${high} ${unit}`];

const MAX_SETS = 30;
function setsOf(text: string | undefined): number | null {
  const sets = Number(text);
  return sets >= 1 && sets <= MAX_SETS ? sets : null;
}
function repsOf(text: string | undefined): readonly number[] | null {
  const reps = Number(text);
  return reps >= 1 && reps <= 1000 ? [reps] : null;
}
/** Below ten, "m" is more likely minutes or nothing. */
const milesOf = (text = '', unit = ''): number | null =>
  /^m$/i.test(unit) && readNumber(text) < 10 ? null : toMiles(readNumber(text), unit);

const REST = '(?:rest(?:ing)?|break|descans[oa]r?|pausas?|pausen?|recuperaci[óo]n|repos|récup(?:ération)?|off)';

/** In order: the first that matches a stretch has it. */
const RULES: readonly Rule[] = [
  rule(
    'rest',
    `(?:${REST})(?:\\s?(?:for|of|period|is|de|time|zeit|:|-|–|=)){0,2}\\s*${RANGE}[\\s-]?${TIME}`,
    ([a, b, unit = '']) => ({
      restS: toSeconds(Number(a), unit),
      notes: rangeNote(a, b, `${unit} rest`),
    }),
  ),
  rule('rest', `${RANGE}[\\s-]?${TIME}\\s?(?:of\\s|de\\s)?(?:${REST})(?![\\p{L}])`, ([a, b, unit = '']) => ({
    restS: toSeconds(Number(a), unit),
    notes: rangeNote(a, b, `${unit} rest`),
  })),
  rule('scheme', `${N}\\s?${WEIGHT}${X}${RANGE}(?:\\s?${REPS})?(?!\\s?[x×*]\\s?\\d)`, ([w = '', unit = '', a, b]) => ({
    lbs: toLbs(readNumber(w), unit),
    reps: repsOf(a),
    notes: rangeNote(a, b, 'reps'),
  })),
  rule(
    'scheme',
    `${RANGE}(?:\\s?${SETS})?${X}${N}\\s?${TIME}`,
    ([a, _b, n = '', unit = '']) => setsOf(a) && { sets: setsOf(a), seconds: toSeconds(readNumber(n), unit) },
  ),
  rule(
    'scheme',
    `${RANGE}(?:\\s?${SETS})?${X}${N}\\s?${DISTANCE}`,
    ([a, _b, n, unit]) => setsOf(a) && milesOf(n, unit) && { sets: setsOf(a), miles: milesOf(n, unit) },
  ),
  rule(
    'scheme',
    `${RANGE}\\s?${SETS}${OF}${N}[\\s-]?${TIME}`,
    ([a, b, n = '', unit = '']) =>
      setsOf(a) && { sets: setsOf(a), seconds: toSeconds(readNumber(n), unit), notes: rangeNote(a, b, 'sets') },
  ),
  rule(
    'scheme',
    `${RANGE}\\s?${SETS}${OF}${N}\\s?${DISTANCE}`,
    ([a, _b, n, unit]) => setsOf(a) && milesOf(n, unit) && { sets: setsOf(a), miles: milesOf(n, unit) },
  ),
  rule(
    'scheme',
    `${RANGE}\\s?${SETS}${OF}(?:amrap|max(?:imum)?|failure|to failure)`,
    ([a]) => setsOf(a) && { sets: setsOf(a), notes: ['as many reps as possible'] },
  ),
  rule(
    'scheme',
    `${RANGE}\\s?${SETS}${OF}(?:(?:of|de|à|x)\\s)?${RANGE}(?:\\s?${REPS})?(?!\\s?(?:${WEIGHT}|${TIME}|${SETS}))`,
    ([a, b, c, d]) =>
      setsOf(a) &&
      repsOf(c) && {
        sets: setsOf(a),
        reps: repsOf(c),
        notes: [...rangeNote(a, b, 'sets'), ...rangeNote(c, d, 'reps')],
      },
  ),
  rule(
    'scheme',
    `${RANGE}\\s?${REPS}(?:${OF}|\\s?x\\s?)(?:(?:for|por|x)\\s)?${RANGE}\\s?${SETS}(?![\\p{L}])`,
    ([a, b, c]) => setsOf(c) && repsOf(a) && { sets: setsOf(c), reps: repsOf(a), notes: rangeNote(a, b, 'reps') },
  ),
  rule(
    'scheme',
    `(\\d+)${X}(?:amrap|max|failure)(?![\\p{L}])`,
    ([a]) => setsOf(a) && { sets: setsOf(a), notes: ['as many reps as possible'] },
  ),
  rule(
    'scheme',
    `${RANGE}${X}${RANGE}(?:\\s?${REPS})?(?=e\\/?[sa]\\b|ea\\b|(?![\\p{L}\\p{N}]))(?!\\s?[x×*]\\s?\\d|\\s?(?:${WEIGHT}|[.,]\\d))`,
    ([a, b, c, d]) =>
      setsOf(a) &&
      repsOf(c) && {
        sets: setsOf(a),
        reps: repsOf(c),
        notes: [...rangeNote(a, b, 'sets'), ...rangeNote(c, d, 'reps')],
      },
  ),
  rule(
    'scheme',
    '(\\d{1,3}(?:\\s?[-–]\\s?\\d{1,3}){2,11})(?![\\p{L}\\p{N}%-])(?:\\s?reps?(?![\\p{L}]))?',
    ([ladder = '']) => {
      const reps = ladder.split(/[-–]/).map(Number);
      return reps.every((rep) => rep >= 1 && rep <= 100) ? { sets: reps.length, reps } : null;
    },
  ),
  rule(
    'weight',
    `(?:@\\s?|with (?:a |an )?|con |com |mit )?${N}(?:\\s?\\/\\s?\\d+(?:[.,]\\d+)?)?\\s?${WEIGHT}(?!\\s?(?:lost|down|gained|lighter|heavier))`,
    ([n = '', unit = '']) => ({
      lbs: toLbs(readNumber(n), unit),
    }),
  ),
  rule('duration', `(?:for\\s|durante\\s)?${RANGE}[\\s-]?${TIME}`, ([a, b, unit = '']) => ({
    seconds: toSeconds(Number(a), unit),
    notes: rangeNote(a, b, unit),
  })),
  rule('distance', `${N}[\\s-]?${DISTANCE}`, ([n, unit]) => milesOf(n, unit) && { miles: milesOf(n, unit) }),
  rule('reps', `${RANGE}\\s?${REPS}`, ([a, b]) => repsOf(a) && { reps: repsOf(a), notes: rangeNote(a, b, 'reps') }),
  rule(
    'reps',
    `(?:x|×)\\s?${RANGE}(?![\\p{L}\\p{N}]|\\s?${WEIGHT})`,
    ([a, b]) => repsOf(a) && { reps: repsOf(a), notes: rangeNote(a, b, 'reps') },
  ),
  rule(
    'sets',
    `${RANGE}\\s?${SETS}(?![\\p{L}])`,
    ([a, b]) => setsOf(a) && { sets: setsOf(a), notes: rangeNote(a, b, 'sets') },
  ),
  rule(
    'side',
    '(?:(?:on |for )?(?:each|per|every) (?:side|leg|arm|hand)s?|(?:por|cada) (?:lado|pierna|brazo|perna|braço)|pro (?:seite|bein|arm)|par (?:côté|jambe|bras)|\\/\\s?(?:side|leg|arm)|e\\/s)(?![\\p{L}])',
    () => ({
      notes: ['each side'],
    }),
  ),
  rule('side', '(?:each|ea)(?![\\p{L}])(?=\\s*(?:$|[,.;)]))', () => ({ notes: ['each'] })),
  rule(
    'count',
    `${RANGE}(?![\\p{L}\\p{N}%:+]|[.,]\\d|\\s?[x×/])`,
    ([a, b]) => repsOf(a) && { reps: repsOf(a), notes: rangeNote(a, b, 'reps') },
  ),
];

const BLANK = '\uE000';

/** All amounts of a text whose noise is masked, in the order in which they stand. */
export function findAmounts(masked: string): AmountMatch[] {
  const found: AmountMatch[] = [];
  let left = masked;
  for (const { kind, pattern, read } of RULES) {
    left = left.replace(pattern, (...args: unknown[]) => {
      const hit = String(args[0]);
      const at = args.findIndex((value) => typeof value === 'number');
      const amounts = read(args.slice(1, at) as (string | undefined)[]);
      if (!amounts) {
        return kind === 'count' ? BLANK.repeat(hit.length) : hit;
      }
      const start = Number(args[at]);
      found.push({ start, end: start + hit.length, kind, amounts: { ...NO_AMOUNTS, ...amounts } });
      return BLANK.repeat(hit.length);
    });
  }
  return found.sort((a, b) => a.start - b.start);
}
