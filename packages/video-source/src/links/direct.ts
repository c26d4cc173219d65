import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { LinkReading } from './reading.ts';

/** Containers whose running time we can read, which is what keeps a long film away from the model. */
const VIDEO_FILE = /\.(?:mp4|m4v|mov|webm|3gp)$/i;
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
  if (!VIDEO_FILE.test(url.pathname)) {
    return { kind: 'problem', problem: 'unsupported_url' };
  }
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  const authority = /^[^/]*\/\/([^/?#]*)/.exec(written)?.[1]?.toLowerCase().replace(/:\d*$/, '');
  if (isIP(bare) !== 0 && authority !== url.hostname) {
    return { kind: 'problem', problem: 'forbidden_address' };
  }
  const target = new URL(url);
  target.hash = '';
  if (target.href.length > MAX_URL_LENGTH) {
    return { kind: 'problem', problem: 'invalid_url' };
  }
  return { kind: 'post', contentId: directContentId(target.href), canonicalUrl: target.href };
}
