import { expect, it } from 'vitest';
import { z } from 'zod';
import { profiles } from './profiles/registry.ts';
import { compileProfile } from './read-result.ts';

/** What Google documents for `responseJsonSchema`, as far as we use it. */
const SUPPORTED = new Set([
  'type',
  'description',
  'properties',
  'propertyOrdering',
  'required',
  'items',
  'enum',
  'anyOf',
  'minimum',
  'maximum',
]);

function keywords(schema: unknown, inProperties = false): string[] {
  if (typeof schema !== 'object' || schema === null) {
    return [];
  }
  if (Array.isArray(schema)) {
    return schema.flatMap((item) => keywords(item));
  }
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(inProperties ? [] : [key]),
    ...keywords(value, key === 'properties'),
  ]);
}

it.each(profiles)("$name stays within Gemini's subset of JSON Schema", (profile) => {
  const schema = compileProfile(profile).responseJsonSchema;
  expect(keywords(schema).filter((key) => !SUPPORTED.has(key))).toEqual([]);
  expect(schema).toMatchObject({ required: ['found', 'language', 'result'] });
  expect(JSON.stringify(schema).length).toBeLessThan(8_000);
});

it.each(profiles)(
  '$name says of every text whether it is translated or stays as the post has it',
  ({ resultSchema }) => {
    const texts: unknown[] = [];
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) {
        return;
      }
      const { type, enum: listed, description } = node as Record<string, unknown>;
      if (type === 'string' && listed === undefined) {
        texts.push(description);
      }
      for (const child of Object.values(node)) {
        visit(child);
      }
    };
    visit(z.toJSONSchema(resultSchema));
    expect(texts.length).toBeGreaterThan(5);
    for (const description of texts) {
      expect(description).toMatch(/In the language of the result\.$|As the post has it, not translated\.$/);
    }
  },
);

it.each(profiles)('$name allows null for every number, so that unknown need not be 0', (profile) => {
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) {
      return;
    }
    const { type } = node as { type?: unknown };
    expect(type === 'number' || type === 'integer').toBe(false);
    for (const child of Object.values(node)) {
      visit(child);
    }
  };
  visit(compileProfile(profile).responseJsonSchema);
});
