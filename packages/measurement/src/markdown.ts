import type { Bar } from './bar.ts';

/** A cell that holds nothing is a dash; a bar in a text would end its cell. */
const cell = (value: unknown): string =>
  value === null || value === undefined ? '–' : String(value).replaceAll('|', '\\|');

/** A table of Markdown; every row has as many cells as the head. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

export const barsTable = (bars: readonly Bar[]): string =>
  markdownTable(
    ['bar', 'wanted', 'figure', 'met'],
    bars.map(({ name, bar, figure, met }) => [name, bar, rounded(figure), met ? 'yes' : '**no**']),
  );

/** Four significant digits: more would be read as more than was measured. */
export const rounded = (figure: number): number =>
  Number.isFinite(figure) && !Number.isInteger(figure) ? Number(figure.toPrecision(4)) : figure;
