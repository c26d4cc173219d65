import { expect, it } from 'vitest';
import { documentPath } from './document-path.ts';

it.each(['abc_-123', '__abc', 'abc__', '...', 'é', 'x'.repeat(1_500)])('names one document: %s', (id) => {
  expect(documentPath('jobs', id)).toBe(`jobs/${id}`);
});

it.each(['', '.', '..', 'a/b', '/', '../fleet'])('refuses the id "%s", which would lead elsewhere', (id) => {
  expect(() => documentPath('jobs', id)).toThrow(RangeError);
});

it.each(['__x__', '____', '__a\nb__', 'x'.repeat(1_501), 'é'.repeat(751), '\ud800'])(
  'refuses an id that Firestore does not take: %j',
  (id) => {
    expect(() => documentPath('jobs', id)).toThrow(RangeError);
  },
);
