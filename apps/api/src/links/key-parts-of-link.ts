import { type FindResultQuery, normaliseLanguage } from '@sets/contract';
import { DEFAULT_PROFILE, getProfile } from '@sets/extraction';
import type { ResultKeyParts } from '@sets/jobs';
import { type ResolveLinkDeps, resolveSubmittedLink } from './resolve-submitted-link.ts';

/** What names the result of a link, whether there is one or not. */
export async function keyPartsOfLink(
  links: ResolveLinkDeps,
  { url, language, profile: name }: FindResultQuery,
): Promise<ResultKeyParts> {
  const profile = getProfile(name ?? DEFAULT_PROFILE);
  const spoken = normaliseLanguage(language);
  const { platform, content_id } = (await resolveSubmittedLink(links, url)).ref;
  return {
    profile: profile.name,
    version: String(profile.version),
    platform,
    content_id,
    language: spoken,
  };
}
