import { expect, it } from 'vitest';
import { continentOf } from './continents.ts';

it.each([
  ['AU,-33.870000,151.210000', 'oceania'],
  ['br,-23.55,-46.63', 'south_america'],
  [' DE ,52.5,13.4', 'europe'],
  ['US', 'north_america'],
  ['ZZ,0,0', 'unknown'],
  ['constructor', 'unknown'],
  ['', 'unknown'],
  [undefined, 'unknown'],
])('%j is in %s', (told, continent) => expect(continentOf(told)).toBe(continent));
