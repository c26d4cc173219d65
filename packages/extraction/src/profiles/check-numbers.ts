import type { Warning } from '@sets/contract';
import type { Dimension } from '../numbers/units.ts';
import type { NumberSource } from './fields.ts';
import type { CheckContext, Evidence, EvidenceLevel } from './profile.ts';

/** Enough to see what went wrong; a hostile answer must not fill the job's document with them. */
const MAX_WARNINGS = 50;

export type Verdict = 'found' | 'unverified' | 'dropped';

/** Counts the numbers of one answer while a profile walks through it, and gathers the warnings. */
export interface NumberCheck {
  /** The value, or null with a warning when the source it is said to come from does not state it. */
  keep(value: number | null, dimension: Dimension, source: NumberSource | null, path: string): number | null;
  /** The same question for a number that is not a field, e.g. how many sets there are. */
  judge(value: number, dimension: Dimension, source: NumberSource | null): Verdict;
  /** How many times the post's texts state a number. */
  times(value: number, dimension: Dimension): number;
  /** Counts a verdict of `judge`, with a warning when it is `dropped`. */
  record(verdict: Verdict, value: number, source: NumberSource | null, path: string): void;
  warn(code: string, message: string, path: string): void;
  /**
   * The label, or one that can be true: nothing was on screen or heard for a model that saw only text, and nothing stood
   * in a caption that says nothing.
   */
  trueSource(source: NumberSource | null): NumberSource;
  readonly warnings: readonly Warning[];
  evidence(level: (counts: Omit<Evidence, 'level'>) => EvidenceLevel): Evidence;
}

export function createNumberCheck(context: CheckContext): NumberCheck {
  const counts = { claimed: 0, found: 0, dropped: 0 };
  const warnings: Warning[] = [];

  const warn = (code: string, message: string, path: string): void => {
    if (warnings.length < MAX_WARNINGS) {
      warnings.push({ code, message, path });
    }
  };
  const judge = (value: number, dimension: Dimension, source: NumberSource | null): Verdict => {
    // One label covers all numbers of an item, so a number that the other text states is not an invention.
    const stated = context.caption.states(value, dimension) || context.speech?.states(value, dimension) === true;
    if (source === 'inferred') {
      return 'unverified';
    }
    if (stated) {
      return 'found';
    }
    const onlyHeard = source === 'speech' && context.speech === null;
    return context.sawMedia && (source === 'on_screen' || onlyHeard) ? 'unverified' : 'dropped';
  };
  const record = (verdict: Verdict, value: number, source: NumberSource | null, path: string): void => {
    counts.claimed++;
    if (verdict === 'found') {
      counts.found++;
    }
    if (verdict !== 'dropped') {
      return;
    }
    counts.dropped++;
    const said =
      source === null ? 'no source was named for it' : `the post's ${SOURCE_NAMES[source]} does not state it`;
    warn('number_not_in_source', `${value} was left out: ${said}.`, path);
  };
  const trueSource = (source: NumberSource | null): NumberSource => {
    // Nobody reads a number in a caption that is not there: what the video's model calls so, or nothing, it saw.
    if ((source === null || source === 'caption') && context.caption.isBlank && context.sawMedia) {
      return 'on_screen';
    }
    const seen = context.sawMedia || (source === 'speech' && context.speech !== null);
    if (source === 'caption' || source === 'inferred' || (source !== null && seen)) {
      return source;
    }
    return context.caption.size === 0 && context.speech !== null ? 'speech' : 'caption';
  };
  return {
    trueSource,
    keep(value, dimension, source, path) {
      if (value === null) {
        return null;
      }
      const verdict = judge(value, dimension, source);
      record(verdict, value, source, path);
      return verdict === 'dropped' ? null : value;
    },
    judge,
    times: (value, dimension) =>
      context.caption.times(value, dimension) + (context.speech?.times(value, dimension) ?? 0),
    record,
    warn,
    warnings,
    evidence: (level) => ({ ...counts, level: level(counts) }),
  };
}

const SOURCE_NAMES: Readonly<Record<NumberSource, string>> = {
  caption: 'caption',
  speech: 'speech',
  on_screen: 'picture',
  inferred: 'text',
};
