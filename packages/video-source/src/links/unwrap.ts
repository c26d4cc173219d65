import { WRAPPERS } from './hosts.ts';

/** Null where the text is no valid percent-encoding. */
export function decodeText(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Some pages encode the link they carry twice. */
const ENCODED_LINK = /^https?%3A(?:%2F){2}/i;

/** The link inside text that is percent-encoded as a whole; other text as it is. */
export const decodeWholeLink = (text: string): string => (ENCODED_LINK.test(text) ? (decodeText(text) ?? text) : text);

/** The link that a consent page, login or redirect leads to, absolute; null when `url` is none of these. */
export function unwrap(url: URL): string | null {
  for (const { host, path, parameters } of WRAPPERS) {
    if (!host.test(url.hostname) || (path !== undefined && !path.test(url.pathname))) {
      continue;
    }
    for (const name of parameters) {
      const value = url.searchParams.get(name);
      if (value !== null && value !== '') {
        const target = decodeWholeLink(value);
        return target.startsWith('/') ? (URL.parse(target, url)?.href ?? null) : target;
      }
    }
  }
  return null;
}
