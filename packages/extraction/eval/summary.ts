import { countBy } from '@sets/measurement';
import type { ClaimCounts } from './claims.ts';
import type { CaseRun } from './run-cases.ts';
import { FIELDS, type Field } from './score.ts';
import { addTallies, NO_TALLY, precisionOf, recallOf } from './tally.ts';

interface Quality {
  readonly precision: number | null;
  readonly recall: number | null;
}

export interface FieldSummary {
  /** How many the right results have. */
  readonly expected: number;
  /** What the model said, before our checks. */
  readonly answered: Quality;
  /** What was published. */
  readonly published: Quality;
}

export type ClaimSummary = ClaimCounts & {
  /** Share of the right numbers that were published. */
  readonly kept: number | null;
  /** Share of the invented numbers that were not published as stated. */
  readonly stopped: number | null;
};

/** How the numbers of a group of cases went. */
export interface NumbersSummary {
  readonly cases: number;
  readonly numbers: ClaimSummary;
}

export interface Summary extends NumbersSummary {
  /** `found`, or the problem in which a case ended. */
  readonly ended: Readonly<Record<string, number>>;
  readonly wrongly_ended: number;
  readonly fields: Readonly<Record<Field, FieldSummary>>;
}

export function summarise(runs: readonly CaseRun[]): Summary {
  const fields = Object.fromEntries(FIELDS.map((field) => [field, summariseField(runs, field)]));
  return {
    cases: runs.length,
    ended: countBy(runs, ({ ended }) => ended),
    wrongly_ended: runs.filter(({ endedRightly }) => endedRightly === false).length,
    fields: fields as Record<Field, FieldSummary>,
    numbers: summariseClaims(runs),
  };
}

function summariseField(runs: readonly CaseRun[], field: Field): FieldSummary {
  const answered = addTallies(runs.map((run) => run.answered?.[field] ?? NO_TALLY));
  const published = addTallies(runs.map((run) => run.published?.[field] ?? NO_TALLY));
  return {
    expected: published.hits + published.misses,
    answered: { precision: precisionOf(answered), recall: recallOf(answered) },
    published: { precision: precisionOf(published), recall: recallOf(published) },
  };
}

function summariseClaims(runs: readonly CaseRun[]): ClaimSummary {
  const sum = (name: keyof ClaimCounts): number => runs.reduce((total, { claims }) => total + (claims?.[name] ?? 0), 0);
  const counts: ClaimCounts = {
    right: sum('right'),
    rightPublished: sum('rightPublished'),
    mislabelled: sum('mislabelled'),
    mislabelledPublished: sum('mislabelledPublished'),
    misplaced: sum('misplaced'),
    misplacedPublished: sum('misplacedPublished'),
    invented: sum('invented'),
    inventedPublished: sum('inventedPublished'),
    inventedInferred: sum('inventedInferred'),
    inventedUnseen: sum('inventedUnseen'),
  };
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    ...counts,
    kept: share(counts.rightPublished, counts.right),
    stopped: share(counts.invented - counts.inventedPublished, counts.invented),
  };
}

/** One summary for each value of `keyOf`, in the keys' order. */
export const summariseBy = (
  runs: readonly CaseRun[],
  keyOf: (run: CaseRun) => string,
): Readonly<Record<string, NumbersSummary>> =>
  Object.fromEntries(
    Object.entries(countBy(runs, keyOf)).map(([key, cases]) => [
      key,
      { cases, numbers: summariseClaims(runs.filter((run) => keyOf(run) === key)) },
    ]),
  );
