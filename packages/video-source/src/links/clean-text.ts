/**
 * Characters that cannot be seen and that share sheets, chats and keyboards leave around a link: zero width, bidi
 * marks and isolates, soft hyphen, variation selectors, byte order mark, controls. White space stays.
 */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?!\s)\p{Cc}/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  nbsp: ' ',
  colon: ':',
  sol: '/',
  period: '.',
  commat: '@',
  quest: '?',
  equals: '=',
  num: '#',
  lowbar: '_',
};
const ENTITY = new RegExp(`&(?:#x([0-9a-f]{1,6})|#(\\d{1,7})|(${Object.keys(ENTITIES).join('|')}));`, 'gi');
/** "https:\/\/\u2026" of JSON and scripts, and the marks that Markdown escapes: "\_". */
const ESCAPE = /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([/_*~&=?#.()[\]!+-]))/gi;

function unescapeOnce(text: string): string {
  return text.replace(ENTITY, (whole, hex, dec, name) => {
    if (name !== undefined) {
      return ENTITIES[name.toLowerCase()] ?? whole;
    }
    const code = hex === undefined ? Number.parseInt(dec, 10) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const unescapeCode = (text: string): string =>
  text.replace(ESCAPE, (_whole, four, two, mark) => mark ?? String.fromCharCode(Number.parseInt(four ?? two, 16)));

/** Pasted text as a person sees it: without invisible characters, with the escapes of HTML and code read (twice at most). */
export const cleanText = (text: string): string =>
  unescapeCode(unescapeCode(unescapeOnce(unescapeOnce(text))))
    .replace(INVISIBLE, '')
    .trim();
