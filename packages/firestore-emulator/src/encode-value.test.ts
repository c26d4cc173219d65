import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeExactly, encodeForQuery, encodeName } from './encode-value.ts';
import type { Value } from './wire.ts';

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

const sign = (n: number): number => Math.sign(n);
const order = (a: Value, b: Value): number => sign(Buffer.compare(encodeExactly(a), encodeExactly(b)));

test('integers and doubles share one exact order', () => {
  const near = fc.bigInt(INT64);
  const double = fc.double({ noNaN: true });
  fc.assert(
    fc.property(near, near, (a, b) => {
      expect(order({ integerValue: String(a) }, { integerValue: String(b) })).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
  fc.assert(
    fc.property(double, double, (a, b) => {
      expect(order({ doubleValue: a }, { doubleValue: b })).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
  fc.assert(
    fc.property(near, (a) => {
      const rounded = Number(a);
      const exact = BigInt(rounded);
      expect(order({ integerValue: String(a) }, { doubleValue: rounded })).toBe(a < exact ? -1 : a > exact ? 1 : 0);
    }),
  );
});

test('the edges of 64 bits, zero and not-a-number', () => {
  const ascending: Value[] = [
    { doubleValue: 'NaN' },
    { doubleValue: '-Infinity' },
    { integerValue: '-9223372036854775808' },
    { integerValue: '-9223372036854775807' },
    { integerValue: '0' },
    { doubleValue: Number.MIN_VALUE },
    { integerValue: '9007199254740992' },
    { integerValue: '9007199254740993' },
    { integerValue: '9223372036854775807' },
    { doubleValue: 2 ** 63 },
    { doubleValue: 'Infinity' },
  ];
  ascending.forEach((value, i) => {
    const next = ascending[i + 1];
    if (next) {
      expect(order(value, next)).toBe(-1);
    }
  });
  expect(order({ doubleValue: '-0' }, { integerValue: '0' })).toBe(0);
});

test('strings follow their UTF-8 bytes, names their segments', () => {
  // UTF-16 would order the last two the other way round.
  const text = fc.string({ unit: fc.constantFrom('\u0000', '\u0001', 'a', 'é', '\uffff', '🏋') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(order({ stringValue: a }, { stringValue: b })).toBe(sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
  expect(sign(Buffer.compare(encodeName('a/b'), encodeName('a!/b')))).toBe(-1);
  expect(encodeName('a/b/c').subarray(0, encodeName('a/b').length)).toEqual(encodeName('a/b'));
});

test('arrays and maps compare part by part', () => {
  const list = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 });
  const value = (numbers: number[]): Value => ({
    arrayValue: { values: numbers.map((n) => ({ integerValue: String(n) })) },
  });
  fc.assert(
    fc.property(list, list, (a, b) => {
      const at = a.findIndex((n, i) => n !== b[i]);
      const expected = at === -1 ? sign(a.length - b.length) : at < b.length ? sign((a[at] ?? 0) - (b[at] ?? 0)) : 1;
      expect(order(value(a), value(b))).toBe(expected);
    }),
  );
});

test('queries see the first 1,500 bytes', () => {
  const long = { stringValue: 'x'.repeat(2000) };
  expect(encodeForQuery(long)).toHaveLength(1501);
  expect(encodeForQuery({ stringValue: `${long.stringValue}y` })).toEqual(encodeForQuery(long));
});
