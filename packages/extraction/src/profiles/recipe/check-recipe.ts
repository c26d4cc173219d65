import { createNumberCheck } from '../check-numbers.ts';
import type { CheckContext, Checked } from '../profile.ts';
import type { Recipe } from './schema.ts';

/** Keeps the quantities that the post bears out; complete when every ingredient has one that the text states. */
export function checkRecipe(recipe: Recipe, context: CheckContext): Checked<Recipe> {
  const check = createNumberCheck(context);
  const ingredients = recipe.ingredients.map((ingredient, index) => {
    const path = `ingredients[${index}].quantity`;
    const source = check.trueSource(ingredient.numbers_seen_in);
    const quantity = check.keep(ingredient.quantity, 'any', source, path);
    return { ...ingredient, quantity, numbers_seen_in: quantity === null ? null : source };
  });
  const evidence = check.evidence(({ claimed, found, dropped }) => {
    if (ingredients.length === 0) {
      return 'low';
    }
    if (found === claimed && ingredients.every(({ quantity }) => quantity !== null)) {
      return 'complete';
    }
    return dropped * 2 >= Math.max(claimed, 1) ? 'low' : 'sufficient';
  });
  const source = context.sawMedia ? 'on_screen' : 'caption';
  const servings = check.keep(recipe.servings, 'count', source, 'servings');
  const total_minutes = check.keep(recipe.total_minutes, 'minutes', source, 'total_minutes');
  return { result: { ...recipe, servings, total_minutes, ingredients }, warnings: check.warnings, evidence };
}
