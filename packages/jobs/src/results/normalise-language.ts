const MAX_LENGTH = 64;

/** Tags whose English names people write although they are more than a plain language. */
const NAMED_VARIANTS = ['en-US', 'en-GB', 'en-AU', 'es-419', 'es-MX', 'fr-CA', 'pt-BR', 'pt-PT', 'zh-Hans', 'zh-Hant'];

let names: ReadonlyMap<string, string> | undefined;

/** English and own names of every two-letter language, e.g. `spanish` and `español` to `es`. Built once, when first asked. */
function languageNames(): ReadonlyMap<string, string> {
  if (names !== undefined) {
    return names;
  }
  const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const found = new Map<string, string>();
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  for (const code of [...codes, ...NAMED_VARIANTS]) {
    const name = english.of(code);
    if (name === undefined) {
      continue;
    }
    const own = new Intl.DisplayNames([code], { type: 'language', fallback: 'none' }).of(code);
    for (const spelled of [name, own]) {
      const lower = spelled?.toLowerCase();
      if (lower !== undefined && !found.has(lower)) {
        found.set(lower, shortestTag(code));
      }
    }
  }
  names = found;
  return found;
}

/** Drops what the language implies anyway: `es-ES` and `es-Latn-ES` are `es`, `pt-BR` is `pt`, `pt-PT` stays. */
const shortestTag = (tag: string): string => new Intl.Locale(tag).minimize().baseName;

function asTag(text: string): string | null {
  const tag = text.replaceAll('_', '-');
  if (!/^[a-z]{2,3}(-|$)/i.test(tag)) {
    return null;
  }
  try {
    const locale = new Intl.Locale(tag);
    const known = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(locale.language);
    return known === undefined ? null : shortestTag(locale.baseName);
  } catch {
    return null;
  }
}

/**
 * One spelling per language: a BCP 47 tag in its shortest form, from a tag or a language's name. Names that nobody
 * knows pass through lower-cased, at most 64 characters long; empty text and null mean "as the post is".
 */
export function normaliseLanguage(text: string | null | undefined): string | null {
  const trimmed = text?.normalize('NFC').trim().replace(/\s+/g, ' ').slice(0, MAX_LENGTH).toWellFormed().trim() ?? '';
  if (trimmed === '') {
    return null;
  }
  // Tags first: they are what apps send, and the table of names costs tens of milliseconds once.
  return asTag(trimmed) ?? languageNames().get(trimmed.toLowerCase()) ?? trimmed.toLowerCase();
}
