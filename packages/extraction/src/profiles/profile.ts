import type { Warning } from '@sets/contract';
import type { z } from 'zod';
import type { StatedNumbers } from '../numbers/stated-numbers.ts';

/** How far the post's own words carry a result. `low` is worth a second look by the larger model. */
export type EvidenceLevel = 'complete' | 'sufficient' | 'low';

export interface Evidence {
  readonly level: EvidenceLevel;
  /** Numbers the model claimed. */
  readonly claimed: number;
  /** Of these, how many the caption or transcript states. */
  readonly found: number;
  /** Of these, how many were set to null because their source does not state them. */
  readonly dropped: number;
}

export interface Checked<T> {
  readonly result: T;
  readonly warnings: readonly Warning[];
  readonly evidence: Evidence;
}

export interface CheckContext {
  /** What title and caption state. */
  readonly caption: StatedNumbers;
  /** What the transcript states; null without one, although the video may still speak. */
  readonly speech: StatedNumbers | null;
  /** Whether the model was shown the video or images, so that it can have seen or heard a number itself. */
  readonly sawMedia: boolean;
}

/**
 * What is extracted from a post. One folder under `profiles/` and one line in `registry.ts`; nothing else changes.
 * `resultSchema` is the only description of the shape: the model's JSON schema, the coercion of its answer and the
 * published result are all derived from it.
 */
export interface Profile<T extends object = object> {
  readonly name: string;
  /** Grows with any change to prompt, schema or checks that changes results: it is part of every result's key. */
  readonly version: number;
  readonly resultSchema: z.ZodType<T>;
  /** What the model is told to do; the rules common to all profiles are added to it. */
  readonly instruction: string;
  /** When the answer's `found` is true, e.g. "the post shows or describes a workout that can be repeated". */
  readonly foundWhen: string;
  /** Read caption and transcript while the media loads. */
  readonly textFirst: boolean;
  readonly emptyProblem: 'not_a_workout' | 'nothing_to_extract';
  /** Nothing in it that anyone asked for. */
  isEmpty(result: T): boolean;
  /** Removes what the sources do not bear out and weighs what is left. */
  check(result: T, context: CheckContext): Checked<T>;
}

/** Keeps `T` exact where a profile is written and forgets it where profiles are listed. */
export const defineProfile = <T extends object>(profile: Profile<T>): Profile => profile as unknown as Profile;
