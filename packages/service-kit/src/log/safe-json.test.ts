import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rememberNames } from './field-names.ts';
import { SafeJson } from './safe-json.ts';

const written = (fields: object): string => `{${new SafeJson(rememberNames()).members(fields).slice(1)}}`;

it('is JSON on one line of visible characters, whatever it is given', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
  });
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), anything), (fields) => {
      const text = written(fields);
      expect(() => JSON.parse(text) as unknown).not.toThrow();
      expect(text).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}/u);
    }),
  );
});

it('says what plain JSON says of plain values', () => {
  const plain = fc.jsonValue({ maxDepth: 4, noUnicodeString: true, depthSize: 'small' });
  const name = fc.constantFrom('a', 'b', 'status');
  fc.assert(
    fc.property(fc.dictionary(name, plain), (fields) => {
      const isPlain = /^[ -~]*$/.test(JSON.stringify(fields)) && !/\\u|:\/\/|"__proto__"/.test(JSON.stringify(fields));
      fc.pre(isPlain);
      expect(JSON.parse(written(fields))).toEqual(JSON.parse(JSON.stringify(fields)));
    }),
  );
});

it('knows a secret by its name each time, and lets numbers of tokens through', () => {
  const names = rememberNames();
  const safe = new SafeJson(names);
  const fields = { api_key: 'k', input_tokens: 7, token: 't', nested: { Authorization: 'a' } };
  for (const _time of [1, 2]) {
    expect(JSON.parse(`{${safe.members(fields).slice(1)}}`)).toEqual({
      ...{ api_key: '[redacted]', input_tokens: 7, token: '[redacted]' },
      nested: { Authorization: '[redacted]' },
    });
  }
});
