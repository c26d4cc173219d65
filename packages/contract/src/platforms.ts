/**
 * Where posts come from; nothing else lists platforms. A new entry does not compile until every place that must know
 * it has been told: its name, its links, its lookup, its share forms.
 */
export const PLATFORMS = ['tiktok', 'instagram', 'youtube', 'direct'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Platforms with hosts and posts of their own; `direct` is whatever else leads to a video file. */
export type HostedPlatform = Exclude<Platform, 'direct'>;
export const isHosted = (platform: Platform): platform is HostedPlatform => platform !== 'direct';
export const HOSTED_PLATFORMS: readonly HostedPlatform[] = PLATFORMS.filter(isHosted);

/** As people write them. */
export const PLATFORM_NAMES: Readonly<Record<Platform, string>> = {
  tiktok: 'TikTok',
  instagram: 'Instagram',
  youtube: 'YouTube',
  direct: 'direct links to video files',
};

const names = HOSTED_PLATFORMS.map((platform) => PLATFORM_NAMES[platform]);

/** What a person may send, in half a sentence. */
export const READABLE_POSTS = `posts from ${names.slice(0, -1).join(', ')} and ${names.at(-1)}, and ${PLATFORM_NAMES.direct}`;
