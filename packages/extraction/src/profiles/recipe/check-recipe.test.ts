import { expect, it } from 'vitest';
import { createNumberReader } from '../../numbers/stated-numbers.ts';
import { checkRecipe } from './check-recipe.ts';

const read = createNumberReader();
const ingredient = { name: 'Flour', quantity: 250, unit: 'g', note: null, numbers_seen_in: 'caption' as const };
const recipe = {
  title: 'Bread',
  description: null,
  servings: 4,
  total_minutes: 90,
  ingredients: [ingredient],
  steps: ['Mix.'],
  tags: [],
  creator: null,
};
const check = (caption: string) => checkRecipe(recipe, { caption: read(caption), speech: null, sawMedia: false });

it('keeps what the caption states', () => {
  const { result, evidence } = check('250 g flour, serves 4, an hour and a half');
  expect(result).toEqual(recipe);
  expect(evidence.level).toBe('complete');
});

it('leaves out what it does not', () => {
  const { result, evidence, warnings } = check('flour');
  expect(result).toMatchObject({ servings: null, total_minutes: null });
  expect(result.ingredients[0]).toMatchObject({ quantity: null, numbers_seen_in: null });
  expect(evidence).toMatchObject({ level: 'low' });
  expect(warnings).toHaveLength(3);
});
