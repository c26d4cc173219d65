import { readNumber } from './amounts.ts';
import { describePost, type PostInput } from './describe-post.ts';
import { splitLines } from './lines.ts';
import type { NumberSource, WorkoutSources } from './read-workout.ts';

export interface Ingredient {
  readonly name: string;
  readonly quantity: number;
  readonly unit: string | null;
  readonly note: string | null;
  readonly numbers_seen_in: NumberSource;
}

export interface Recipe {
  readonly title: string | null;
  readonly description: string | null;
  readonly servings: number | null;
  readonly total_minutes: number | null;
  readonly ingredients: readonly Ingredient[];
  readonly steps: readonly string[];
  readonly tags: readonly string[];
  readonly creator: string | null;
}

const UNIT =
  'g|grams?|kg|ml|l|liters?|litres?|oz|ounces?|lbs?|cups?|tbsp|tablespoons?|tsp|teaspoons?|cloves?|pinch(?:es)?|slices?|cans?|handfuls?|sticks?|el|tl|gramm|gramos?|gramas?|tazas?|cucharadas?|cucharaditas?|xícaras?|colheres?|dientes?|zehen?';
const INGREDIENT = new RegExp(
  `^(\\d+(?:[.,]\\d+)?|\\d+\\s?\\/\\s?\\d+)\\s?(?:(${UNIT})\\b\\.?)?\\s+(?:of |de |d')?([\\p{L}][\\p{L}\\s'’-]{2,60}?)\\s*(?:[,(](.{2,80}?)\\)?)?$`,
  'iu',
);
const STEP =
  /^(?:add|mix|stir|bake|cook|boil|chop|slice|heat|whisk|combine|pour|preheat|fry|blend|serve|let|season|fold|simmer|roast|drain|place|put|sprinkle|spread|mezcla|añade|hornea|corta|calienta|misture|adicione|asse|corte|mischen|backen|schneiden|kochen|mélanger|ajouter|cuire)(?![\p{L}])/iu;

function quantityOf(text: string): number {
  const [above = '', below] = text.split('/');
  return below === undefined ? readNumber(text) : Number(above) / Number(below);
}

function read(text: string, source: NumberSource): Pick<Recipe, 'ingredients' | 'steps'> {
  const ingredients: Ingredient[] = [];
  const steps: string[] = [];
  for (const line of splitLines(text)) {
    const match = INGREDIENT.exec(line.text);
    // Without a unit ("2 eggs") only in a list: prose has too many other counts.
    if (match !== null && (match[2] !== undefined || line.listed) && !STEP.test(match[3] ?? '')) {
      const [, quantity = '', unit, name = '', note] = match;
      ingredients.push({
        name: name.trim(),
        quantity: quantityOf(quantity),
        unit: unit ?? null,
        note: note ?? null,
        numbers_seen_in: source,
      });
    } else if (STEP.test(line.text)) {
      steps.push(line.text.slice(0, 500));
    }
  }
  return { ingredients, steps };
}

/** A recipe from what a post says, or null without a single ingredient. */
export function readRecipe(sources: WorkoutSources, post: PostInput): Recipe | null {
  const accounts = [
    read(sources.caption, 'caption'),
    read(sources.speech, 'speech'),
    read(sources.onScreen, 'on_screen'),
  ].sort((a, b) => b.ingredients.length - a.ingredients.length);
  const [fullest] = accounts;
  if (fullest === undefined || fullest.ingredients.length === 0) {
    return null;
  }
  const everything = `${sources.caption}\n${sources.speech}\n${sources.onScreen}`;
  const { title, description, tags, creator } = describePost(sources, post, null);
  const servings = /\b(?:serves|servings?:?|makes)\s(\d{1,2})\b|\bfor\s(\d{1,2})\s(?:people|persons|portions)\b/iu.exec(
    everything,
  );
  const minutes =
    /\b(\d{1,3})[\s-]?min(?:ute)?s?\s(?:recipe|meal|dinner|total)\b|\btotal(?: time)?:?\s(\d{1,3})\s?min/iu.exec(
      everything,
    );
  return {
    title,
    description,
    servings: servings === null ? null : Number(servings[1] ?? servings[2]),
    total_minutes: minutes === null ? null : Number(minutes[1] ?? minutes[2]),
    ...fullest,
    tags,
    creator,
  };
}
