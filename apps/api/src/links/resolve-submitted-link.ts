import { type ContentRef, ProblemError } from '@sets/contract';
import { canonicalise, probeDirect, type ResolveShortLinkDeps, resolveShortLink } from '@sets/video-source';

export interface LinkMemory {
  /** Where a link was found to lead, if that is remembered. */
  recall(link: string): Promise<ContentRef | null>;
  remember(link: string, ref: ContentRef): Promise<void>;
}

export interface ResolveLinkDeps {
  readonly outbound: ResolveShortLinkDeps;
  readonly memory: LinkMemory;
}

/**
 * The post behind a submitted link. Most links name it; short links and plain files are asked for once, within 2 s,
 * and remembered.
 */
export async function resolveSubmittedLink({ outbound, memory }: ResolveLinkDeps, link: string): Promise<ContentRef> {
  const reading = canonicalise(link);
  if (!reading.ok && 'problem' in reading) {
    throw new ProblemError(reading.problem, reading.detail === undefined ? {} : { detail: reading.detail });
  }
  if (reading.ok && reading.ref.platform !== 'direct') {
    return reading.ref;
  }
  const address = reading.ok ? reading.ref.canonical_url : reading.needsResolution.shortLink;
  const known = await memory.recall(address);
  if (known !== null) {
    return known;
  }
  const ref = reading.ok ? await probeDirect(outbound, reading.ref) : await resolveShortLink(outbound, address);
  await memory.remember(address, ref);
  return ref;
}
