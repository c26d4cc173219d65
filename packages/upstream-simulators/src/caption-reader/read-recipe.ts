import { splitLines } from './split-lines.ts';

export interface Ingredient {
  readonly name: string;
  readonly quantity: number;
  readonly unit: string;
}

const INGREDIENT = /^(\d{1,4}(?:[.,]\d+)?)\s?(g|kg|ml|l|cups?|tbsp|tsp)\s(?:of\s)?(\p{L}[\p{L} -]{1,60})$/iu;

/** The ingredients of a text, in its order: lines such as "200 g pasta". */
export const readRecipe = (text: string): Ingredient[] =>
  splitLines(text).flatMap((line) => {
    const [, quantity, unit = '', name = ''] = INGREDIENT.exec(line.text) ?? [];
    return quantity === undefined ? [] : [{ name, quantity: Number(quantity.replace(',', '.')), unit }];
  });
