/** Arabic and Persian keyboards write these letters differently. */
const SAME_LETTERS: Readonly<Record<string, string>> = { ی: 'ي', ک: 'ك', ى: 'ي' };

/** A text in one spelling of case, accents, ß, Arabic letters and full-width forms; `12` stays `12`. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[یکى]/g, (letter) => SAME_LETTERS[letter] ?? letter)
    // "п'ять": an apostrophe inside a Cyrillic word is a letter.
    .replace(/(?<=\p{Script=Cyrillic})['\u2019\u02bc](?=\p{Script=Cyrillic})/gu, '');
