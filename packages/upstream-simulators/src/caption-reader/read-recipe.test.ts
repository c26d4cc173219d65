import { describe, expect, it } from 'vitest';
import { readRecipe } from './read-recipe.ts';

const read = (caption: string) => readRecipe({ caption, speech: '', onScreen: '' }, { title: null, author: 'cook' });

describe('readRecipe', () => {
  it('reads ingredients with quantities and units, steps, servings and time', () => {
    const recipe = read(
      '15 minute dinner for 2 people\n\nIngredients:\n- 200 g pasta\n- 2 eggs\n- 1/2 cup cream (cold)\n\nBoil the pasta.\nMix with the eggs.',
    );
    expect(recipe).toMatchObject({
      title: '15 minute dinner for 2 people',
      servings: 2,
      total_minutes: 15,
      ingredients: [
        { name: 'pasta', quantity: 200, unit: 'g', note: null, numbers_seen_in: 'caption' },
        { name: 'eggs', quantity: 2, unit: null },
        { name: 'cream', quantity: 0.5, unit: 'cup', note: 'cold' },
      ],
      steps: ['Boil the pasta.', 'Mix with the eggs.'],
      creator: 'cook',
    });
  });

  it.each(['Squats 3x12', 'Follow for more pasta! 25k followers', '3 reasons to love Rome'])(
    'finds none in: %s',
    (caption) => {
      expect(read(caption)).toBeNull();
    },
  );
});
