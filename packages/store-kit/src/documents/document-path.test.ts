import { expect, it } from 'vitest';
import { documentPath } from './document-path.ts';

it('names one document', () => {
  expect(documentPath('jobs', 'abc_-123')).toBe('jobs/abc_-123');
});

it.each(['', '.', '..', 'a/b', '/', '../fleet'])('refuses the id "%s", which would lead elsewhere', (id) => {
  expect(() => documentPath('jobs', id)).toThrow(RangeError);
});
