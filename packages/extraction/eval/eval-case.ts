import type { ProblemCode } from '@sets/contract';
import type { NumberSource } from '../src/profiles/fields.ts';
import type { WorkoutSet } from '../src/profiles/workout/schema.ts';

export const KINDS = ['caption', 'transcript', 'slideshow', 'video', 'mixed'] as const;
export type Kind = (typeof KINDS)[number];

/** What a model's answer may look like beside the JSON that was asked for. */
export const ANSWER_FORMS = [
  'plain',
  'fenced',
  'prose',
  'array',
  'bare',
  'strings',
  'zeros',
  'extra-keys',
  'truncated',
  'cut',
  'blocked',
  'apology',
] as const;
export type AnswerForm = (typeof ANSWER_FORMS)[number];

export interface RightExercise {
  /** In the language of the result; any is right, the first is the one we would write. */
  readonly names: readonly string[];
  /** The same exercise in other languages: recognised, but not what was asked for. */
  readonly otherNames: readonly string[];
  readonly sets: readonly WorkoutSet[];
}

/** Words that must occur in a text of the result, each list one text's accepted wordings. */
export interface RightTexts {
  readonly title?: readonly string[];
  readonly instructions?: readonly string[];
  readonly creator?: readonly string[];
  readonly type?: readonly string[];
}

export interface RightResult {
  readonly exercises: readonly RightExercise[];
  readonly texts: RightTexts;
  readonly durationMinutes: number | null;
}

export interface AnsweredExercise {
  readonly name: string;
  readonly sets: readonly WorkoutSet[];
  readonly source: NumberSource | null;
}

/** What a model answered, before it is given a form. */
export interface WrittenAnswer {
  readonly exercises: readonly AnsweredExercise[];
  readonly title: string | null;
  /** Of the first exercise. */
  readonly instructions: string | null;
  readonly creator: string | null;
  readonly type: string | null;
  readonly durationMinutes: number | null;
}

/** What a number measures; `reps` and the number of sets are both counts. */
export type Measure = 'count' | 'pounds' | 'seconds' | 'miles';

export interface Quantity {
  readonly value: number;
  readonly measure: Measure;
}

/** A post, what a model answered, and what a careful person reads out of the post. */
export interface EvalCase {
  readonly id: string;
  /** BCP 47 primary tag of the post. */
  readonly language: string;
  readonly kind: Kind;
  /** What the answer does wrong; `right` for nothing. */
  readonly fault: string;
  readonly caption: string | null;
  readonly speech: string | null;
  /** What the media shows and says, in words. */
  readonly shown: string | null;
  /** The language that was asked for; null for the post's own. */
  readonly asked: string | null;
  /** Null when the post is no workout. */
  readonly right: RightResult | null;
  /** What the post states beside the right result. */
  readonly alsoStated: readonly Quantity[];
  /** Null when the model saw no workout. */
  readonly answer: WrittenAnswer | null;
  /**
   * The label names a text that is there and does not state the numbers: by our rule they must go, although they are
   * right, for nobody can tell them from invented ones.
   */
  readonly isMislabelled: boolean;
  readonly form: AnswerForm;
  /** The problem in which this answer must end. */
  readonly ends: ProblemCode | null;
  /** Of the third that nothing is mended by. */
  readonly isHeldOut: boolean;
}
