import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object at `path`; a template that lacks it is broken. */
export function objectAt(root: JsonObject, ...path: readonly string[]): JsonObject {
  let value: Json | undefined = root;
  for (const key of path) {
    value = isObject(value) ? value[key] : undefined;
  }
  if (!isObject(value)) {
    throw new Error(`the recorded answer has no object at ${path.join('.')}`);
  }
  return value;
}

/** Replaces every `url_list` below `value` by what `urlsFor` says about the key that holds it. */
export function replaceUrlLists(value: Json, urlsFor: (holder: string) => string[], holder = ''): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      replaceUrlLists(item, urlsFor, holder);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'url_list') {
        value[key] = urlsFor(holder);
      } else {
        replaceUrlLists(item, urlsFor, key);
      }
    }
  }
}

/** A recorded answer of the vendor, to be cloned and filled for each post. */
export function loadTemplate(folder: string, name: string): JsonObject {
  const text = readFileSync(join(folder, 'scrape-creators', name), 'utf8');
  const value = JSON.parse(text) as Json;
  if (!isObject(value)) {
    throw new Error(`${name} is not a JSON object`);
  }
  return value;
}
