import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseLanguage } from './normalise-language.ts';

describe('normaliseLanguage', () => {
  it.each([
    [['Spanish', 'es', 'es-ES', 'ES_es', ' español ', 'es-Latn-ES'], 'es'],
    [['Portuguese', 'pt', 'pt-BR', 'Brazilian Portuguese'], 'pt'],
    [['pt-PT', 'European Portuguese'], 'pt-PT'],
    [['de', 'German', 'Deutsch', 'de-DE-u-co-phonebk'], 'de'],
    [['zh-Hant', 'zh-TW', 'Traditional Chinese'], 'zh-TW'],
    [['en-GB', 'British English'], 'en-GB'],
  ])('reads %j as %s', (spellings, tag) => {
    expect(spellings.map(normaliseLanguage)).toEqual(spellings.map(() => tag));
  });

  it('lets unknown names through, lower-cased and bounded', () => {
    expect(normaliseLanguage('  Klingon ')).toBe('klingon');
    expect(normaliseLanguage('X'.repeat(500))).toBe('x'.repeat(64));
    for (const nothing of [null, undefined, '', '   ']) {
      expect(normaliseLanguage(nothing)).toBeNull();
    }
  });

  it('never throws, stays bounded, and changes nothing when applied again', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a-z]{1,3}([-_]\w{1,4})?$/)),
        (text) => {
          const once = normaliseLanguage(text);
          expect(normaliseLanguage(once)).toBe(once);
          expect((once ?? '').length).toBeLessThanOrEqual(128);
        },
      ),
    );
  });
});
