import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldPathKey, getField, parseFieldPath, projectFields, setField } from './field-path.ts';
import type { Fields } from './wire.ts';

const one = { integerValue: '1' };

test('paths are read as they are quoted', () => {
  expect(parseFieldPath('a.b_1.`x.y`.`\\`\\\\`')).toEqual(['a', 'b_1', 'x.y', '`\\']);
  const path = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(path, (parts) => {
      expect(parseFieldPath(fieldPathKey(parts))).toEqual(parts);
    }),
  );
});

test.each(['', '.', 'a.', '.a', 'a..b', '1a', 'a b', '`a', '`a`b', '``'])('%j is no path', (text) => {
  expect(() => parseFieldPath(text)).toThrow(/field path/);
});

test('setting makes maps on the way, deleting leaves what is beside', () => {
  const set = setField({ a: { integerValue: '0' } }, ['a', 'b'], one);
  expect(set).toEqual({ a: { mapValue: { fields: { b: one } } } });
  expect(setField(set, ['a', 'b'], undefined)).toEqual({ a: { mapValue: { fields: {} } } });
  expect(setField(set, ['a', 'x', 'y'], undefined)).toEqual(set);
  expect(setField({ a: one }, ['a', 'b'], undefined)).toEqual({ a: one });
});

test('names of Object.prototype are ordinary fields', () => {
  const fields: Fields = setField({}, ['__proto__', 'constructor'], one);
  expect(getField(fields, ['__proto__', 'constructor'])).toEqual(one);
  expect(getField({}, ['constructor'])).toBeUndefined();
  expect(projectFields({ a: one, b: one }, [['b'], ['toString']])).toEqual({ b: one });
});
