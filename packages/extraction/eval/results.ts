import { atLeast, atMost, type Bar, exactly } from '@sets/measurement';
import { type CaseRun, NO_ANSWER } from './run-cases.ts';
import { FIELDS } from './score.ts';
import { type ReaderSummary, scoreReader } from './score-reader.ts';
import { type NumbersSummary, type Summary, summarise, summariseBy } from './summary.ts';
import { addTallies } from './tally.ts';

interface Part {
  readonly all: Summary;
  readonly by_kind: Readonly<Record<string, NumbersSummary>>;
  readonly by_language: Readonly<Record<string, NumbersSummary>>;
  /** By what the corpus's answers do wrong; a model's own answers have faults of their own. */
  readonly by_fault: Readonly<Record<string, NumbersSummary>>;
}

/** What one model, or the corpus's answers, came to with one version of the prompt: a results file. */
export interface Results {
  readonly model: string;
  readonly prompt_version: number;
  readonly profile: string;
  readonly cost_usd: number | null;
  readonly bars: readonly Bar[];
  readonly developed: Part;
  readonly held_out: Part;
  readonly reader: ReaderSummary;
  /** How each case went, one line each, held-out cases aside: what two files are compared by. */
  readonly cases: Readonly<Record<string, string>>;
}

/** Of the answers of the corpus our rule must keep what is right and stop what is not. */
const RULE = { kept: 0.97, readerRecall: 0.97, readerFalseAcceptance: 0.05 } as const;
/** Of a real model's answers. */
const MODEL = { exercises: 0.9, numbers: 0.9, noWorkout: 0.9, language: 0.9 } as const;

export function makeResults(
  runs: readonly CaseRun[],
  about: Pick<Results, 'model' | 'prompt_version' | 'profile'> & { readonly from: 'corpus' | 'model' },
): Results {
  const { from, ...named } = about;
  const developed = partOf(runs.filter(({ one }) => !one.isHeldOut));
  const heldOut = partOf(runs.filter(({ one }) => one.isHeldOut));
  const reader = scoreReader();
  const barsOf = from === 'corpus' ? ruleBars : modelBars;
  return {
    ...named,
    cost_usd: costOf(runs),
    bars: [
      ...barsOf('', developed.all),
      ...barsOf(', held out', heldOut.all),
      ...readerBars('', reader.developed),
      ...readerBars(', held out', reader.held_out),
    ],
    developed,
    held_out: heldOut,
    reader,
    cases: Object.fromEntries(runs.filter(({ one }) => !one.isHeldOut).map((run) => [run.one.id, lineOf(run)])),
  };
}

const partOf = (runs: readonly CaseRun[]): Part => ({
  all: summarise(runs),
  by_kind: summariseBy(runs, ({ one }) => one.kind),
  by_language: summariseBy(runs, ({ one }) => one.language),
  by_fault: summariseBy(runs, ({ one }) => one.fault),
});

/**
 * None where the rule was developed. What is held out is a measurement, not a thing to be mended by: there the share that
 * the reader may take wrongly holds.
 */
const inventedBar = (suffix: string, { inventedPublished, invented }: Summary['numbers']): Bar =>
  suffix === ''
    ? exactly('invented numbers published', 0, inventedPublished)
    : atMost(`share of invented numbers published${suffix}`, RULE.readerFalseAcceptance, inventedPublished / invented);

function ruleBars(suffix: string, { numbers, wrongly_ended }: Summary): Bar[] {
  return [
    inventedBar(suffix, numbers),
    exactly(`numbers under a false label published${suffix}`, 0, numbers.mislabelledPublished),
    atLeast(`right numbers kept${suffix}`, RULE.kept, numbers.kept ?? Number.NaN),
    exactly(`answers that ended wrongly${suffix}`, 0, wrongly_ended),
  ];
}

function modelBars(suffix: string, { fields, numbers, ended }: Summary): Bar[] {
  return [
    exactly(`cases without an answer${suffix}`, 0, ended[NO_ANSWER] ?? 0),
    exactly(`invented numbers published${suffix}`, 0, numbers.inventedPublished),
    atLeast(`exercises, recall${suffix}`, MODEL.exercises, fields.exercises.published.recall ?? Number.NaN),
    atLeast(`exercises, precision${suffix}`, MODEL.exercises, fields.exercises.published.precision ?? Number.NaN),
    atLeast(`repetitions, recall${suffix}`, MODEL.numbers, fields.reps.published.recall ?? Number.NaN),
    atLeast(`repetitions, precision${suffix}`, MODEL.numbers, fields.reps.published.precision ?? Number.NaN),
    atLeast(`no workout, recall${suffix}`, MODEL.noWorkout, fields.no_workout.published.recall ?? Number.NaN),
    atLeast(`names in the language${suffix}`, MODEL.language, fields.name_language.published.recall ?? Number.NaN),
  ];
}

function readerBars(suffix: string, half: ReaderSummary['developed']): Bar[] {
  return [
    atLeast(`reader, recall${suffix}`, RULE.readerRecall, half.recall ?? Number.NaN),
    atMost(`reader, false acceptance${suffix}`, RULE.readerFalseAcceptance, half.false_acceptance ?? Number.NaN),
  ];
}

function costOf(runs: readonly CaseRun[]): number | null {
  let sum = 0;
  for (const { costUsd } of runs) {
    if (costUsd === null) {
      return null;
    }
    sum += costUsd;
  }
  return sum;
}

function lineOf({ ended, published, claims }: CaseRun): string {
  const { hits, extras, misses } = addTallies(FIELDS.flatMap((field) => published?.[field] ?? []));
  const lost = (claims?.right ?? 0) - (claims?.rightPublished ?? 0);
  return `${ended}: ${hits} right, ${extras} wrong, ${misses} missing; ${lost} numbers lost, ${claims?.inventedPublished ?? 0} invented`;
}
