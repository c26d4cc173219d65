import { type ContentRef, ProblemError } from '@sets/contract';
import {
  type CanonicaliseResult,
  probeDirect,
  probePage,
  type ResolveShortLinkDeps,
  resolveShortLink,
} from '@sets/video-source';
import type { ReadLink } from './link-reader.ts';

export interface LinkMemory {
  /** Where a link was found to lead, if that is remembered. */
  recall(link: string): Promise<ContentRef | null>;
  /** The same, as far as this instance knows it by itself. */
  held(link: string): ContentRef | null;
  remember(link: string, ref: ContentRef): Promise<void>;
}

export interface ResolveLinkDeps {
  readonly read: ReadLink;
  readonly outbound: ResolveShortLinkDeps;
  readonly memory: LinkMemory;
  /** Called before anybody is asked; what it throws is thrown. */
  readonly admit?: () => void;
}

export interface ResolvedLink {
  readonly ref: ContentRef;
  /** The link as it stood in what was submitted, without the share sheet's words around it. */
  readonly link: string;
}

/**
 * The post behind a submitted link or share text. Most links name it; short links, plain files and addresses that could
 * be either are asked for once, within 2 s, and remembered.
 *
 * @throws ProblemError that says what is wrong with the link, or that nobody answered
 */
export async function resolveSubmittedLink(
  { read, outbound, memory, admit }: ResolveLinkDeps,
  text: string,
): Promise<ResolvedLink> {
  const { link, reading, page } = read(text);
  if (link === null || ('problem' in reading && page === null)) {
    throw new ProblemError('problem' in reading ? reading.problem : 'invalid_url');
  }
  if (reading.ok && reading.ref.platform !== 'direct') {
    return { ref: reading.ref, link };
  }
  const { address, ask } = question(outbound, reading, page ?? '');
  const held = memory.held(address);
  if (held !== null) {
    return { ref: held, link };
  }
  admit?.();
  const known = await memory.recall(address);
  if (known !== null) {
    return { ref: known, link };
  }
  const ref = await ask();
  await memory.remember(address, ref);
  return { ref, link };
}

/** Whom to ask where a link leads, and the address that is remembered. */
function question(
  outbound: ResolveShortLinkDeps,
  reading: CanonicaliseResult,
  page: string,
): { readonly address: string; readonly ask: () => Promise<ContentRef> } {
  if (reading.ok) {
    return { address: reading.ref.canonical_url, ask: () => probeDirect(outbound, reading.ref) };
  }
  if ('problem' in reading) {
    return { address: page, ask: () => probePage(outbound, page) };
  }
  const { shortLink } = reading.needsResolution;
  return { address: shortLink, ask: () => resolveShortLink(outbound, shortLink) };
}
