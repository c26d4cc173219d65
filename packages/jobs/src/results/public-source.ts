import { isHosted, type Source } from '@sets/contract';

/** An address as it may be shown to everybody: what opens a file to one person stands in its query. */
function withoutQuery(link: string): string {
  const url = URL.parse(link);
  if (url === null) {
    return link;
  }
  url.search = '';
  url.hash = '';
  return url.href;
}

/**
 * Where a result comes from, as everybody may know it. A submitted link may tell who shared it, and the address of a
 * direct file may hold a signature of whoever submitted it.
 */
export function publicSource(source: Source): Source {
  const { platform, canonical_url: own } = source;
  const link = isHosted(platform) ? own : withoutQuery(own);
  return { ...source, canonical_url: link, submitted_url: link };
}
