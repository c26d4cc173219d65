import { z } from 'zod';

/** Where the numbers of one item were seen. One label covers the whole item; null when it has no numbers. */
export const NUMBER_SOURCES = ['speech', 'on_screen', 'caption', 'inferred'] as const;
export type NumberSource = (typeof NUMBER_SOURCES)[number];

export const numbersSeenIn = z
  .enum(NUMBER_SOURCES)
  .nullable()
  .describe(
    'Where the numbers of this item come from: speech (transcript or audio), on_screen, caption, or inferred when none ' +
      'of these states them. Null without numbers.',
  );

/** A number that was stated. What lies outside the limits is treated as not stated. */
export const quantity = (min: number, max: number) => z.number().min(min).max(max);

const text = (maxLength: number) => z.string().min(1).max(maxLength);

/** A text that is written in the language of the result, whatever the post speaks. */
export const translated = (maxLength: number, about = '') =>
  text(maxLength).describe(`${about} In the language of the result.`.trim());

/** A text that stays as the post has it: names of people, units, words that are quoted. */
export const quoted = (maxLength: number, about: string) =>
  text(maxLength).describe(`${about} As the post has it, not translated.`);
