import { expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

const idSchema = z.string().max(4);
const written = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

it('reads what it wrote', () => {
  const cursor = { createdAtMs: 1_795_683_173_875, id: 'a_-1' };
  expect(decodeCursor(encodeCursor(cursor), idSchema)).toEqual(cursor);
});

it.each([
  ['no JSON', 'nonsense'],
  ['no pair', written({})],
  ['another id', written([1, 'longer'])],
  ['a time before all others', written([-1, 'a'])],
  ['a time that no store can hold', written([253_402_300_800_000, 'a'])],
])('takes %s for no cursor', (_what, text) => {
  expect(() => decodeCursor(text, idSchema)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});
