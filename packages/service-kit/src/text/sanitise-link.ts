/** What browsers and stores take. */
const MAX_LINK = 2_048;
/** All but plain ASCII, and what ends an attribute or opens a tag on a careless page. */
const RISKY = /[^!-~]|["'<>`\\]/gu;

const escapeCharacter = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** The same link in characters that are safe on any page, terminal or log line. Null when it is too long for that. */
export function escapeLink(link: string): string | null {
  const escaped = link.length > MAX_LINK ? link : link.toWellFormed().replace(RISKY, escapeCharacter);
  return escaped.length > MAX_LINK ? null : escaped;
}

/** A stranger's link as it may be shown for others to open: absolute, https, without credentials. Null for any other. */
export function sanitiseLink(link: string): string | null {
  const url = link.length > MAX_LINK ? null : URL.parse(link);
  const isFit = url !== null && url.protocol === 'https:' && url.username === '' && url.password === '';
  return isFit ? escapeLink(url.href) : null;
}
