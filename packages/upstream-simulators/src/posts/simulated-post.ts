import { HOSTED_PLATFORMS, type HostedPlatform } from '@sets/contract';
import { z } from 'zod';

const mediaSchema = z.strictObject({
  type: z.enum(['video', 'image']),
  /** Below `/cdn`, e.g. `/media/plank.jpg`. */
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  width: z.number().int().default(576),
  height: z.number().int().default(1024),
});
export type PostMedia = z.infer<typeof mediaSchema>;

/** A post as the simulated platforms know it; renderers turn it into each platform's recorded form. */
export const simulatedPostSchema = z.strictObject({
  platform: z.enum(HOSTED_PLATFORMS),
  contentId: z.string().min(1),
  /** Letters only, unique: names the post in short links, in synthetic media and in catalogue captions. */
  marker: z.string().regex(/^[a-z]+$/),
  kind: z.enum(['video', 'image', 'slideshow', 'mixed']),
  author: z.strictObject({ username: z.string(), name: z.string() }),
  caption: z.string(),
  /** WEBVTT, as TikTok has it; null without speech. */
  transcript: z.string().nullable().default(null),
  /** What a model that sees this post's marked media would read and hear. */
  seen: z
    .strictObject({ onScreen: z.string().nullable(), speech: z.string().nullable() })
    .default({ onScreen: null, speech: null }),
  /** Seconds; null for images. */
  durationS: z.number().nonnegative().nullable(),
  /** Unix seconds. */
  createdAtS: z.number().int().default(1_760_000_000),
  media: z.array(mediaSchema),
  /** Deleted and hidden posts are answered as the platforms do; only YouTube tells an age limit and a live stream. */
  state: z.enum(['public', 'gone', 'private', 'age_restricted', 'live']).default('public'),
});
export type SimulatedPost = z.infer<typeof simulatedPostSchema>;
export type SimulatedPostInput = z.input<typeof simulatedPostSchema>;

/** Looks posts up by platform and content id. */
export type FindPost = (platform: HostedPlatform, contentId: string) => SimulatedPost | null;

export interface PostLibrary {
  readonly find: FindPost;
  findByMarker(marker: string): SimulatedPost | null;
  /** Adds a post, or replaces the one of the same platform and id. */
  add(post: SimulatedPostInput): SimulatedPost;
}

export interface PostLibraryOptions {
  readonly posts: readonly SimulatedPost[];
  /** Told of each post that is added. */
  readonly onAdd?: (post: SimulatedPost) => void;
}

export function createPostLibrary({ posts, onAdd = () => {} }: PostLibraryOptions): PostLibrary {
  const byId = new Map<string, SimulatedPost>();
  const byMarker = new Map<string, SimulatedPost>();
  const put = (post: SimulatedPost): SimulatedPost => {
    byId.set(`${post.platform}/${post.contentId}`, post);
    byMarker.set(post.marker, post);
    return post;
  };
  for (const post of posts) {
    put(post);
  }
  return {
    find: (platform, contentId) => byId.get(`${platform}/${contentId}`) ?? null,
    findByMarker: (marker) => byMarker.get(marker) ?? null,
    add(input) {
      const post = simulatedPostSchema.parse(input);
      onAdd(post);
      return put(post);
    },
  };
}
