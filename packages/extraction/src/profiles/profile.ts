import type { Warning } from '@sets/contract';
import type { z } from 'zod';
import type { PostText } from '../post-text.ts';

/** How far the post's own words carry a result. `low` is worth a second look by the larger model. */
export type EvidenceLevel = 'complete' | 'sufficient' | 'low';

export interface Evidence {
  readonly level: EvidenceLevel;
  /** Numbers the model claimed, and how many of them occur in the caption or transcript. */
  readonly claimed: number;
  readonly found: number;
  /** Numbers set to null because their stated source does not contain them. */
  readonly dropped: number;
}

export interface Checked<T> {
  readonly result: T;
  readonly warnings: Warning[];
  readonly evidence: Evidence;
}

export interface CheckContext {
  readonly text: PostText;
  /** Whether the model was shown the video or images, so that `on_screen` can be true at all. */
  readonly sawMedia: boolean;
}

/**
 * What is extracted from a post. One folder under `profiles/` and one line in `registry.ts`; nothing else changes.
 * `resultSchema` is the only description of the shape: the model's JSON schema, the coercion of its answer and the
 * published result are all derived from it.
 */
export interface Profile<T = unknown> {
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
  /** Removes what the sources do not bear out and weighs what is left. Receives a coerced, sanitised result. */
  check(result: T, context: CheckContext): Checked<T>;
}
