import { type FindResultQuery, normaliseLanguage } from '@sets/contract';
import { DEFAULT_PROFILE, getProfile } from '@sets/extraction';
import { resultKey } from '@sets/jobs';
import { type ResolveLinkDeps, resolveSubmittedLink } from './resolve-submitted-link.ts';

/** The key under which the result of a link is stored, whether there is one or not. */
export async function keyOfLink(
  links: ResolveLinkDeps,
  { url, language, profile: name }: FindResultQuery,
): Promise<string> {
  const profile = getProfile(name ?? DEFAULT_PROFILE);
  const spoken = normaliseLanguage(language);
  const { platform, content_id } = (await resolveSubmittedLink(links, url)).ref;
  return resultKey({
    profile: profile.name,
    version: String(profile.version),
    platform,
    content_id,
    language: spoken,
  });
}
