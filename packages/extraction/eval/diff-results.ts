import { readFileSync } from 'node:fs';
import { markdownTable } from '@sets/measurement';
import type { Results } from './results.ts';

type Figures = Readonly<Record<string, number | null>>;

/** What became better or worse from one results file to another, figure by figure and case by case. */
export function diffResults(before: Results, after: Results): string {
  const [old, fresh] = [figuresOf(before), figuresOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
  const figures = names
    .filter((name) => old[name] !== fresh[name])
    .map((name) => [name, shown(old[name]), shown(fresh[name])]);
  const ids = [...new Set([...Object.keys(before.cases), ...Object.keys(after.cases)])].sort();
  const cases = ids
    .filter((id) => before.cases[id] !== after.cases[id])
    .map((id) => [id, before.cases[id], after.cases[id]]);
  const [from, to] = [before, after].map(({ model, prompt_version }) => `${model}, prompt ${prompt_version}`);
  const table = (name: string, rows: readonly (readonly unknown[])[]): string =>
    rows.length === 0 ? `No ${name} differs.` : markdownTable([name, 'before', 'after'], rows);
  return `From ${from} to ${to}:\n\n${table('figure', figures)}\n\n${table('case', cases)}\n`;
}

/**
 * @throws Error for a file that holds no results
 */
export function readResults(file: string): Results {
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  if (results.cases === undefined || results.developed === undefined) {
    throw new Error(`${file} is no results file`);
  }
  return results;
}

function figuresOf({ developed, held_out, reader, cost_usd }: Results): Figures {
  const parts = [
    ['', developed.all, reader.developed],
    ['held out: ', held_out.all, reader.held_out],
  ] as const;
  const figures = parts.flatMap(([prefix, { fields, numbers }, half]) => [
    ...Object.entries(fields).flatMap(([field, { published }]) => [
      [`${prefix}${field}, precision`, published.precision],
      [`${prefix}${field}, recall`, published.recall],
    ]),
    [`${prefix}right numbers kept`, numbers.kept],
    [`${prefix}invented numbers published`, numbers.inventedPublished],
    [`${prefix}reader, recall`, half.recall],
    [`${prefix}reader, false acceptance`, half.false_acceptance],
  ]);
  return { ...Object.fromEntries(figures), cost_usd };
}

const shown = (figure: number | null | undefined): string | null =>
  figure === null || figure === undefined ? null : String(Number(figure.toFixed(4)));
