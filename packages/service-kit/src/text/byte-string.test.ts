import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteString, textOfBytes } from './byte-string.ts';

const texts = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));

it('has the bytes of the text, and gives it back', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = byteString(text);
      expect(Buffer.from(bytes, 'latin1')).toEqual(Buffer.from(text));
      expect(textOfBytes(bytes)).toBe(text);
    }),
  );
});

it('is as long as its bytes', () => {
  expect(byteString('Kniebeuge für 3 × 10 💪')).toHaveLength(Buffer.byteLength('Kniebeuge für 3 × 10 💪'));
});
