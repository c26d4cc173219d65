import { toSeconds } from './amounts.ts';

/** What a line says about the whole block, not about one exercise. */
export interface Directives {
  readonly rounds: number | null;
  readonly workS: number | null;
  readonly restS: number | null;
  /** Where `restS` stands: after every set, or once after a round. */
  readonly restAfter: 'set' | 'round' | null;
  /** Minutes of the whole. */
  readonly minutes: number | null;
  readonly format: 'amrap' | 'emom' | 'tabata' | 'for_time' | null;
}

const SECONDS = 's|secs?|seconds?|segs?|segundos?|sek|sekunden?|secondes?';
const MINUTES = 'mins?|minutes?|minutos?|minuten?';
const TIME = `(${SECONDS}|${MINUTES})(?![\\p{L}])\\.?`;
const RANGE = '(\\d+)(?:\\s?(?:-|to|bis|a|à)\\s?\\d+)?';
const ROUNDS = '(?:rounds?|rondas?|vueltas?|voltas?|rodadas?|runden|durchgängen?|tours|circuits?|giri)(?![\\p{L}])';
const SETS = '(?:sets?|series|séries|sätze)(?![\\p{L}])';

const ROUND_PATTERNS = [
  new RegExp(`(?<![\\p{L}\\p{N}.-])${RANGE}\\s?${ROUNDS}`, 'iu'),
  new RegExp(`(?<![\\p{L}\\p{N}])x\\s?${RANGE}\\s?${ROUNDS}`, 'iu'),
  new RegExp(
    `(?:repeat|repetir|repite|wiederhol\\w*|répét\\w*)\\b[^.\\d]{0,40}?(?:x\\s?)?${RANGE}\\s?(?:x\\b|times\\b|veces\\b|vezes\\b|mal\\b|fois\\b|$|[.!,])`,
    'iu',
  ),
  new RegExp(`(?:complete|do|perform|haz|faça)\\s+${RANGE}\\s?${SETS}`, 'iu'),
  new RegExp(`^${RANGE}\\s?${SETS}(?:\\s(?:total|of each|each|in total|de cada))?\\s*[:.!]?$`, 'iu'),
];

const WORK = '(?:work|on|trabajo|trabalho|arbeit|belastung|travail|effort|of work)';
const REST = '(?:rest|off|descanso|pausa|pause|repos|récup)';
const INTERVAL = new RegExp(
  `(\\d+)[\\s-]?${TIME}?\\s?(?:of\\s|de\\s)?${WORK}(?![\\p{L}])[\\s,/|&:;+-]*(?:and |y |e |und |et |then )?(\\d+)[\\s-]?${TIME}?\\s?(?:of\\s|de\\s)?${REST}(?![\\p{L}])`,
  'iu',
);
const WORK_EACH = new RegExp(
  `\\b(?:each|every|cada|jede\\w*|chaque)\\b[^.]{0,50}?\\b(?:for|durante|por|für|pendant)\\s(\\d+)[\\s-]?${TIME}`,
  'iu',
);
const REST_ONLY = [
  new RegExp(
    `(?:rest(?:ing)?|break|descans[oa]r?|pausas?|pausen?|repos|récup(?:ération)?)(?:\\s?(?:for|of|period|is|de|time|zeit|:|-)){0,2}\\s*${RANGE}[\\s-]?${TIME}`,
    'iu',
  ),
  new RegExp(
    `${RANGE}[\\s-]?${TIME}\\s?(?:of\\s|de\\s)?(?:rest|break|descanso|pausa|pause|repos|récup(?:ération)?)(?![\\p{L}])`,
    'iu',
  ),
];
const AFTER_ROUND =
  /\b(?:rounds?|rondas?|vueltas?|voltas?|rodadas?|runden|durchg\w*|tours|circuits?|then repeat|and repeat)\b/iu;
const AFTER_SET =
  /\b(?:sets?|series|séries|sätze\w*|exercises?|ejercicios?|exercícios?|übungen|exercices?|each|between)\b/iu;

const TIMED = new RegExp(
  `(?:(amrap|emom|tabata)\\D{0,12}?(\\d+)[\\s-]?(?:${MINUTES})(?![\\p{L}])|(\\d+)[\\s-]?(?:${MINUTES})(?![\\p{L}])[\\s-]*(amrap|emom|tabata)|(?:as many (?:rounds|reps)[^.]{0,30}?(?:in|for)) (\\d+)[\\s-]?(?:${MINUTES})(?![\\p{L}]))`,
  'iu',
);
const LENGTH = [
  new RegExp(
    `(?<![\\p{L}\\p{N}.-])${RANGE}[\\s-]?(?:${MINUTES})(?![\\p{L}])\\.?[\\s-](?:[\\p{L}&-]+\\s){0,4}?(?:workout|hiit|session|routine|circuit|class|emom|amrap|burn(?:er)?|treino|entrenamiento|rutina|training|einheit|séance|entraînement|flow|wod)(?![\\p{L}])`,
    'iu',
  ),
  new RegExp(
    `(?:duration|dauer|gesamt|duración|duração|durée|total time|workout took me)\\s*:?\\s*(?:about |ca\\.? |circa |approx\\.? |~|≈)?\\s*${RANGE}[\\s-]?(?:${MINUTES})(?![\\p{L}])`,
    'iu',
  ),
];

function firstOf(patterns: readonly RegExp[], text: string): RegExpExecArray | null {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match !== null) {
      return match;
    }
  }
  return null;
}

const MAX_ROUNDS = 30;
const seconds = (value: string | undefined, unit: string | undefined): number | null =>
  value === undefined ? null : toSeconds(Number(value), unit ?? 's');

/** Reads one line whose noise is masked. */
export function readDirectives(masked: string): Directives {
  const interval = INTERVAL.exec(masked);
  const rest = interval === null ? firstOf(REST_ONLY, masked) : null;
  const roundsText = firstOf(ROUND_PATTERNS, masked)?.[1];
  const rounds = roundsText === undefined ? null : Number(roundsText);
  const timed = TIMED.exec(masked);
  const minutesText = timed?.[2] ?? timed?.[3] ?? timed?.[5] ?? firstOf(LENGTH, masked)?.[1];
  const each = WORK_EACH.exec(masked);
  return {
    rounds: rounds !== null && rounds >= 1 && rounds <= MAX_ROUNDS ? rounds : null,
    workS: interval === null ? seconds(each?.[1], each?.[2]) : seconds(interval[1], interval[2] ?? interval[4]),
    restS: interval === null ? seconds(rest?.[1], rest?.[2]) : seconds(interval[3], interval[4] ?? interval[2]),
    restAfter: interval !== null ? 'set' : restAfter(masked, rest !== null),
    minutes: minutesText === undefined ? null : Number(minutesText),
    format: formatOf(masked),
  };
}

function restAfter(masked: string, rests: boolean): Directives['restAfter'] {
  if (!rests) {
    return null;
  }
  if (AFTER_ROUND.test(masked)) {
    return 'round';
  }
  return AFTER_SET.test(masked) ? 'set' : null;
}

function formatOf(masked: string): Directives['format'] {
  if (/\bamrap\b|as many (?:rounds|reps) as possible/iu.test(masked)) {
    return 'amrap';
  }
  if (/\bemom\b/iu.test(masked)) {
    return 'emom';
  }
  if (/\btabata\b/iu.test(masked)) {
    return 'tabata';
  }
  return /\bfor time\b/iu.test(masked) ? 'for_time' : null;
}
