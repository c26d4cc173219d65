export const APP_PLATFORMS = ['ios', 'android', 'web', 'other'] as const;
export type AppPlatform = (typeof APP_PLATFORMS)[number];

const BY_AGENT: readonly (readonly [AppPlatform, RegExp])[] = [
  ['ios', /CFNetwork|Darwin|iPhone|iPad|iOS/],
  ['android', /okhttp|Dalvik|Android/i],
  ['web', /^Mozilla\//],
];

/** What a request that shows no token seems to come from. A guess by its user agent, for counting alone. */
export const platformOf = (userAgent: string | undefined): AppPlatform =>
  BY_AGENT.find(([, pattern]) => pattern.test(userAgent ?? ''))?.[0] ?? 'other';
