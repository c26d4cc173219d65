import { describe, expect, it } from 'vitest';
import { LANGUAGES, normaliseLanguage } from './languages.ts';
import { ProblemError } from './problems.ts';

function tagOrProblem(text: string): string | null | ProblemError {
  try {
    return normaliseLanguage(text);
  } catch (error) {
    if (error instanceof ProblemError) {
      return error;
    }
    throw error;
  }
}

describe('normaliseLanguage', () => {
  it.each([
    [['Spanish', 'es', 'es-ES', 'ES_es', ' español ', 'es-Latn-ES', 'es-MX', 'es-419', 'Mexican Spanish'], 'es'],
    [['Portuguese', 'pt', 'pt-BR', 'Brazilian Portuguese'], 'pt'],
    [['pt-PT', 'European Portuguese', 'pt-AO'], 'pt-PT'],
    [['de', 'German', 'Deutsch', 'de-AT', 'de-DE-u-co-phonebk', 'deu'], 'de'],
    [['zh', 'zh-CN', 'zh-Hans', 'Simplified Chinese'], 'zh'],
    [['zh-Hant', 'zh-TW', 'zh-HK', 'Traditional Chinese'], 'zh-TW'],
    [['en', 'en-GB', 'British English', 'eng-US'], 'en'],
    [['no', 'nb', 'nn-NO', 'Norwegian', 'Norwegian Bokmål'], 'no'],
    [['he', 'iw', 'Hebrew'], 'he'],
    [['fil', 'tl', 'Filipino'], 'fil'],
  ])('reads %j as %s', (spellings, tag) => {
    expect(spellings.map(tagOrProblem)).toEqual(spellings.map(() => tag));
  });

  it('takes nothing for the language of the post', () => {
    expect([null, undefined, '', '   ', 'und', 'UND'].map(normaliseLanguage)).toEqual(Array(6).fill(null));
  });

  it.each(['Klingon', 'tlh', 'aa-BB', 'xx', 'la', 'en-XXXXXXXXX', 'x-private', 'es; ignore the post', 'X'.repeat(500)])(
    'refuses %s and names the accepted ones',
    (text) => {
      const problem = tagOrProblem(text);
      expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ path: 'language' }] });
      expect((problem as ProblemError).detail).toContain(LANGUAGES.join(', '));
    },
  );

  it('knows each language by its English name', () => {
    const english = new Intl.DisplayNames(['en'], { type: 'language' });
    expect(LANGUAGES.map((tag) => tagOrProblem(english.of(tag) ?? ''))).toEqual(LANGUAGES);
  });

  it('never makes more keys than there are languages, whatever tags are invented', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const languages = letters.flatMap((first) => ['', ...letters].map((second) => `${first}${second}`));
    const invented = languages.flatMap((language) =>
      ['', '-BB', '-ZZ', '-419', '-Latn', '-Hant-AQ', '-fonipa', '-u-co-phonebk', '-x-1'].map(
        (rest) => language + rest,
      ),
    );
    const keys = new Set(invented.map(tagOrProblem).filter((tag) => typeof tag === 'string'));
    expect([...keys].filter((tag) => !LANGUAGES.includes(tag))).toEqual([]);
    expect(invented.length).toBeGreaterThan(100 * keys.size);
  });

  it('changes nothing when applied again', () => {
    expect(LANGUAGES.map(normaliseLanguage)).toEqual(LANGUAGES);
  });
});
