import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { LinkReading } from './reading.ts';

/** Containers whose running time we can read, which is what keeps a long film away from the model. */
const VIDEO_FILE = /\.(?:mp4|m4v|mov|webm|3gp)$/i;
/** An ending that says what the file is, and that it is no video: its server need not be asked. */
const OTHER_FILE =
  /\.(?:html?|php|aspx?|jsp|js|css|json|xml|txt|pdf|zip|exe|apk|jpe?g|png|gif|webp|svg|ico|mp3|wav|docx?)$/i;
const MAX_URL_LENGTH = 2048;

/** Key of a direct file: a hash, because links are longer than a content id may be. */
export const directContentId = (url: string, validator?: string): string =>
  createHash('sha256')
    .update(validator === undefined ? url : `${url}\n${validator}`)
    .digest('hex');

/**
 * Reads a link to a video file. Which addresses may be opened is the outbound guard's business; refused here is only
 * what normalising would hide from it: userinfo, and IP addresses in unusual spellings.
 */
export function readDirect(url: URL, written: string): LinkReading {
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  const authority = /^[^/]*\/\/([^/?#]*)/.exec(written)?.[1]?.toLowerCase().replace(/:\d*$/, '');
  const isFile = VIDEO_FILE.test(url.pathname);
  if (isIP(bare) !== 0 && authority !== url.hostname) {
    return { kind: 'problem', problem: isFile ? 'forbidden_address' : 'unsupported_url' };
  }
  const target = new URL(url);
  target.hash = '';
  if (target.href.length > MAX_URL_LENGTH) {
    return { kind: 'problem', problem: 'invalid_url' };
  }
  if (isFile) {
    return { kind: 'post', contentId: directContentId(target.href), canonicalUrl: target.href };
  }
  return url.pathname === '/' || OTHER_FILE.test(url.pathname)
    ? { kind: 'problem', problem: 'unsupported_url' }
    : { kind: 'page', url: target.href };
}
