import { defineProfile } from '../profile.ts';
import { checkRecipe } from './check-recipe.ts';
import { recipeSchema } from './schema.ts';

export const recipeProfile = defineProfile({
  name: 'recipe',
  version: 2,
  resultSchema: recipeSchema,
  instruction: `You turn a short social media post into a structured recipe. You are given the post's caption and transcript and, if it has any, its video or images.

List each ingredient once with the quantity and unit that the post states; keep the unit, convert nothing. Write the steps in order, one action or a few that belong together in each.`,
  foundWhen: 'the post shows, says or lists how to prepare at least one dish or drink',
  textFirst: true,
  emptyProblem: 'nothing_to_extract',
  isEmpty: (recipe) => recipe.ingredients.length === 0 && recipe.steps.length === 0,
  check: checkRecipe,
});
