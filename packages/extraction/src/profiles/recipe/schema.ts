import { z } from 'zod';
import { numbersSeenIn, quantity, quoted, translated } from '../fields.ts';

export const ingredientSchema = z.object({
  name: translated(120),
  quantity: quantity(0.001, 100_000).nullable().describe('As stated; one half is 0.5.'),
  unit: quoted(40, 'g, ml, cup, tbsp, clove.').nullable(),
  note: translated(200).nullable(),
  numbers_seen_in: numbersSeenIn,
});

/** The result of the `recipe` profile. Unknown is null, never 0. */
export const recipeSchema = z.object({
  title: translated(160).nullable(),
  description: translated(1_500).nullable(),
  servings: quantity(1, 200).nullable().describe('Only if the post states it.'),
  total_minutes: quantity(1, 10_080).nullable().describe('Only if the post states it.'),
  ingredients: z.array(ingredientSchema).max(80),
  steps: z.array(translated(1_000)).max(60),
  tags: z.array(translated(40)).max(20),
  creator: quoted(120, 'The person or account that made the post.').nullable(),
});
export type Recipe = z.infer<typeof recipeSchema>;
