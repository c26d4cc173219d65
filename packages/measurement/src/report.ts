import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar } from './bar.ts';
import { rounded } from './markdown.ts';

/** JSON has no word for what was never reached. */
const inWords = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** The report as it is published. */
export const reportJson = (report: unknown): string => `${JSON.stringify(report, inWords, 2)}\n`;

/** Writes `{name}.json`, and `{name}.md` where there is a page, into a folder that is made if it is missing. */
export function writeReport(
  directory: string,
  { name, json, page }: { readonly name: string; readonly json: unknown; readonly page?: string },
): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${name}.json`), reportJson(json));
  if (page !== undefined) {
    writeFileSync(join(directory, `${name}.md`), page);
  }
}

/** The bars that were missed, each as a line for a person. A run without bars has shown nothing: that is a line too. */
export function missedBars(bars: readonly Bar[]): string[] {
  if (bars.length === 0) {
    return ['Missed: nothing was measured.'];
  }
  return bars
    .filter(({ met }) => !met)
    .map(({ name, bar, figure }) => `Missed: ${name} is ${rounded(figure)}, wanted ${bar}.`);
}
