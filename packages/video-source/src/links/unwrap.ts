import { MIRRORS, WRAPPERS } from './hosts.ts';

/** Null where the text is no valid percent-encoding. */
export function decodeText(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Some pages encode the link they carry twice, and are encoded again in others. */
const MAX_ENCODINGS = 4;
const ENCODED_LINK = /^(?:https?%(?:25)*3A|%(?:25)*2F)/i;

/** The link inside text that is percent-encoded as a whole; other text as it is. */
export function decodeWholeLink(text: string): string {
  let link = text;
  for (let i = 0; i < MAX_ENCODINGS && ENCODED_LINK.test(link); i += 1) {
    link = decodeText(link) ?? link;
  }
  return link;
}

/** The link that a consent page, login or redirect leads to, absolute; null when `url` is none of these. */
export function unwrap(url: URL): string | null {
  for (const { host, target } of MIRRORS) {
    if (host.test(url.hostname)) {
      return target(url) ?? null;
    }
  }
  for (const { host, path, parameters, decode = (value: string): string => value } of WRAPPERS) {
    if (!host.test(url.hostname) || (path !== undefined && !path.test(url.pathname))) {
      continue;
    }
    for (const name of parameters) {
      const value = url.searchParams.get(name);
      if (value !== null && value !== '') {
        const target = decodeWholeLink(decode(value));
        return target.startsWith('/') ? (URL.parse(target, url)?.href ?? null) : target;
      }
    }
  }
  return null;
}
