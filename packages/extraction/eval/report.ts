import { type CaseScore, FIELDS, type Field } from './score.ts';

export interface FieldReport {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly expected: number;
}

/** One model with one prompt over all cases. */
export interface EvalReport {
  readonly model: string;
  readonly profile: string;
  readonly prompt_version: number;
  readonly profile_version: number;
  readonly cases: number;
  readonly failed: number;
  readonly fields: Readonly<Record<Field, FieldReport>>;
  /** Numbers in results that no text states. */
  readonly invented_numbers: number;
  /** Numbers that the model invented and the checks stopped. */
  readonly stopped_numbers: number;
  readonly cost_usd: number | null;
}

export function summarise(
  scores: readonly CaseScore[],
  about: Pick<EvalReport, 'model' | 'profile' | 'prompt_version' | 'profile_version' | 'cost_usd'>,
): EvalReport {
  const sum = (pick: (score: CaseScore) => number): number => scores.reduce((total, score) => total + pick(score), 0);
  const fields = Object.fromEntries(
    FIELDS.map((field) => {
      const [hits, extras, misses] = [
        sum((score) => score.fields[field].hits),
        sum((score) => score.fields[field].extras),
        sum((score) => score.fields[field].misses),
      ];
      return [field, { precision: share(hits, extras), recall: share(hits, misses), expected: hits + misses }];
    }),
  ) as Record<Field, FieldReport>;
  return {
    ...about,
    cases: scores.length,
    failed: sum(({ failed }) => (failed ? 1 : 0)),
    fields,
    invented_numbers: sum(({ invented }) => invented),
    stopped_numbers: sum(({ stopped }) => stopped),
  };
}

const share = (hits: number, others: number): number | null => (hits + others === 0 ? null : hits / (hits + others));

/** A table for people. */
export function renderReport(report: EvalReport): string {
  const percent = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);
  const rows = FIELDS.map((field) => {
    const { precision, recall, expected } = report.fields[field];
    return [field, percent(precision), percent(recall), String(expected)];
  });
  const table = [['field', 'precision', 'recall', 'expected'], ...rows]
    .map(([name = '', ...cells]) => name.padEnd(18) + cells.map((cell) => cell.padStart(11)).join(''))
    .join('\n');
  const cost = report.cost_usd === null ? 'unpriced' : `$${report.cost_usd.toFixed(4)}`;
  return `${report.model}, profile ${report.profile}@${report.profile_version}, prompt ${report.prompt_version}: ${report.cases} cases, ${report.failed} failed, ${cost}
${table}
invented numbers: ${report.invented_numbers} published, ${report.stopped_numbers} stopped by the checks
`;
}
