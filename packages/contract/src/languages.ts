import { ProblemError } from './problems.ts';

/**
 * The languages that a result can be had in. Each is a key of its own and a model call for every post, so the list is
 * closed. Source, read in November 2026: what the vendor lists for every Gemini model
 * (ai.google.dev/gemini-api/docs/models, "available languages"); of its longer list (cloud.google.com, "Gemini language
 * support") the widely spoken ones of the last line.
 */
const LANGUAGE_TAGS = [
  ...['ar', 'bg', 'bn', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fi', 'fr', 'he', 'hi', 'hr', 'hu', 'id', 'it', 'ja'],
  ...['ko', 'lt', 'lv', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sr', 'sv', 'sw', 'th', 'tr', 'uk', 'vi', 'zh'],
  ...['ca', 'fa', 'fil', 'mr', 'ms', 'ta', 'te', 'ur'],
] as const;

/** Variants that the model writes apart; every other one is its language. */
const VARIANTS: readonly { readonly tag: string; readonly isMeant: (likely: Intl.Locale) => boolean }[] = [
  { tag: 'pt-PT', isMeant: ({ language, region }) => language === 'pt' && region !== 'BR' },
  { tag: 'zh-TW', isMeant: ({ language, script }) => language === 'zh' && script === 'Hant' },
];

/** Both ways of writing Norwegian: the vendor's list knows the language alone. */
const NORWEGIAN = ['nb', 'nn'];

/** Every tag under which a result can be stored. */
export const LANGUAGES: readonly string[] = Object.freeze(
  [...LANGUAGE_TAGS, ...VARIANTS.map(({ tag }) => tag)].toSorted(),
);

const accepted: ReadonlySet<string> = new Set(LANGUAGES);

/** Variants that people call by a name. */
const NAMED_VARIANTS = ['en-US', 'en-GB', 'en-AU', 'es-419', 'es-MX', 'fr-CA', 'pt-BR', 'zh-Hans', 'zh-Hant'];

let names: ReadonlyMap<string, string> | undefined;

/** English and own names, e.g. `spanish` and `español` to `es`. Built once, when first asked. */
function languageNames(): ReadonlyMap<string, string> {
  if (names !== undefined) {
    return names;
  }
  const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const found = new Map<string, string>();
  for (const code of [...LANGUAGES, ...NORWEGIAN, ...NAMED_VARIANTS]) {
    const own = new Intl.DisplayNames([code], { type: 'language', fallback: 'none' });
    const tag = fromTag(code);
    for (const spelled of [english.of(code), own.of(code)]) {
      const lower = spelled?.toLowerCase();
      if (lower !== undefined && tag !== null && !found.has(lower)) {
        found.set(lower, tag);
      }
    }
  }
  names = found;
  return found;
}

/** BCP 47 for a language that is not known, which likely subtags would make English. */
const UNDETERMINED = /^und$/i;

/** The accepted tag that a BCP 47 tag collapses to: `es-ES`, `es-MX` and `es-Latn-ES` are `es`. */
function fromTag(text: string): string | null {
  const tag = text.replaceAll('_', '-');
  if (!/^[a-z]{2,3}(-|$)/i.test(tag)) {
    return null;
  }
  try {
    const likely = new Intl.Locale(tag).maximize();
    const language = NORWEGIAN.includes(likely.language) ? 'no' : likely.language;
    const collapsed = VARIANTS.find(({ isMeant }) => isMeant(likely))?.tag ?? language;
    return accepted.has(collapsed) ? collapsed : null;
  } catch {
    return null;
  }
}

/**
 * The one tag under which a language's results are stored, from a BCP 47 tag or from its English or own name. Regional
 * variants collapse to what the model can tell apart. Empty text, `und` and null mean "as the post is".
 *
 * @throws ProblemError `invalid_request` for every other language; its detail names the accepted ones
 */
export function normaliseLanguage(text: string | null | undefined): string | null {
  const trimmed = text?.normalize('NFC').trim().replace(/\s+/g, ' ') ?? '';
  if (trimmed === '' || UNDETERMINED.test(trimmed)) {
    return null;
  }
  // Tags first: they are what apps send, and the table of names costs milliseconds once.
  const tag = fromTag(trimmed) ?? languageNames().get(trimmed.toLowerCase());
  if (tag === undefined) {
    throw new ProblemError('invalid_request', {
      detail: `Results can be had in these languages, by tag or by English name: ${LANGUAGES.join(', ')}.`,
      errors: [{ path: 'language', message: 'is none of the accepted languages' }],
    });
  }
  return tag;
}
