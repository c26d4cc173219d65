import { CONTROLS, INVISIBLE, LINE_SEPARATORS } from '@sets/contract/text';
import { hideQueries } from './hide-queries.ts';

/** Cloud Logging takes entries of 256 KiB; nobody reads a longer string than this in a log. */
const MAX_STRING = 4096;
const MAX_STACK = 16_384;
const MAX_CAUSES = 8;

const PLAIN = /^[ -~]*$/;

const clip = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`;

/**
 * One line without anything that is not seen: a log line must not move a terminal, read otherwise or forge another.
 * Links keep the names of their parameters only.
 */
export function printable(text: string, limit = MAX_STRING): string {
  const clipped = clip(hideQueries(text), limit);
  // Most texts are so: one look instead of two replacements.
  return PLAIN.test(clipped)
    ? clipped
    : clipped
        .replace(/[\t\n\r]+/g, ' ')
        .replace(LINE_SEPARATORS, ' ')
        .replace(CONTROLS, '')
        .replace(INVISIBLE, '');
}

/** The stack with those of its causes, as Error Reporting reads it. Line breaks stay, other control characters go. */
export function stackOf(error: Error): string {
  const stacks: string[] = [];
  let current: unknown = error;
  while (current instanceof Error && stacks.length < MAX_CAUSES) {
    stacks.push(current.stack ?? `${current.name}: ${current.message}`);
    current = current.cause;
  }
  const text = stacks.join('\nCaused by: ');
  return clip(
    text
      .split('\n')
      .map((line) => printable(line))
      .join('\n'),
    MAX_STACK,
  );
}
