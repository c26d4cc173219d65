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
};

function unescapeOnce(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|quot|apos|lt|gt|nbsp));/gi, (whole, hex, dec, name) => {
    if (name !== undefined) {
      return ENTITIES[name.toLowerCase()] ?? whole;
    }
    const code = hex === undefined ? Number.parseInt(dec, 10) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Pasted text as a person sees it: without invisible characters, with HTML's escapes read (twice at most). */
export const cleanText = (text: string): string => unescapeOnce(unescapeOnce(text)).replace(INVISIBLE, '').trim();
