import { z } from 'zod';
import { numbersSeenIn, quantity, text } from '../fields.ts';

export const ingredientSchema = z.object({
  name: text(120),
  quantity: quantity(0.001, 100_000).nullable().describe('As stated; one half is 0.5.'),
  unit: text(40).nullable().describe('As stated: g, ml, cup, tbsp, clove.'),
  note: text(200).nullable(),
  numbers_seen_in: numbersSeenIn,
});

/** The result of the `recipe` profile. Unknown is null, never 0. */
export const recipeSchema = z.object({
  title: text(160).nullable(),
  description: text(1_500).nullable(),
  servings: quantity(1, 200).nullable().describe('Only if the post states it.'),
  total_minutes: quantity(1, 10_080).nullable().describe('Only if the post states it.'),
  ingredients: z.array(ingredientSchema).max(80),
  steps: z.array(text(1_000)).max(60),
  tags: z.array(text(40)).max(20),
  creator: text(120).nullable(),
});
export type Recipe = z.infer<typeof recipeSchema>;
