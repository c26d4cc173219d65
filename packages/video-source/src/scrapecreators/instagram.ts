import { type ContentKind, type ContentRef, ProblemError } from '@sets/contract';
import { z } from 'zod';
import { COVER_ONLY, type MediaFile, type MediaVariant, type Post } from '../post.ts';
import { lookUp, type ScrapeCreatorsDeps } from './client.ts';
import { flag, lenient, lenientList, linkSchema, numeric, textOrNull } from './lenient.ts';

const pieceSchema = z.object({
  __typename: lenient(z.string()),
  is_video: lenient(flag),
  video_url: lenient(linkSchema),
  /** Other renditions, largest first. */
  video_versions: lenientList(z.object({ url: linkSchema, width: lenient(numeric) })),
  /** Seconds, with a fraction. */
  video_duration: lenient(numeric.pipe(z.number().nonnegative())),
  display_url: lenient(linkSchema),
  display_resources: lenientList(z.object({ src: linkSchema, config_width: lenient(numeric) })),
});

const edges = <T extends z.ZodType>(node: T) => lenient(z.object({ edges: lenientList(z.object({ node })) }));

const mediaSchema = pieceSchema.extend({
  title: lenient(z.string()),
  thumbnail_src: lenient(linkSchema),
  gating_info: lenient(z.looseObject({})),
  owner: lenient(
    z.object({ username: lenient(z.string()), full_name: lenient(z.string()), is_private: lenient(flag) }),
  ),
  edge_media_to_caption: edges(z.object({ text: lenient(z.string()) })),
  edge_sidecar_to_children: edges(pieceSchema),
});

type Piece = z.output<typeof pieceSchema>;
type Media = z.output<typeof mediaSchema>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The answer comes with the `data` wrapper, without it, or (trimmed) as the bare media. `null` stands for no post. */
function findMedia(body: unknown): unknown {
  for (const holder of isObject(body) ? [body.data, body] : []) {
    if (isObject(holder)) {
      const media = holder.xdt_shortcode_media;
      if (media !== undefined || 'shortcode' in holder) {
        return media === undefined ? holder : media;
      }
    }
  }
  return undefined;
}

/** Largest first; each link once. */
const variants = (urls: readonly (string | null)[]): MediaVariant[] =>
  [...new Set(urls.filter((url) => url !== null))].map((url) => ({ urls: [url], bytes: null }));

function toFile(piece: Piece): MediaFile | null {
  const isVideo = piece.is_video ?? (piece.video_url !== null || piece.__typename === 'XDTGraphVideo');
  const byWidth = <T>(items: readonly T[], width: (item: T) => number | null): T[] =>
    [...items].sort((a, b) => (width(b) ?? 0) - (width(a) ?? 0));
  const found = isVideo
    ? variants([piece.video_url, ...byWidth(piece.video_versions, ({ width }) => width).map(({ url }) => url)])
    : variants([
        piece.display_url,
        ...byWidth(piece.display_resources, ({ config_width }) => config_width).map(({ src }) => src),
      ]);
  if (found.length > 0) {
    return { kind: isVideo ? 'video' : 'image', variants: found };
  }
  // A video without an address still has its cover, and often says in words what it shows.
  const cover = variants([piece.display_url]);
  return cover.length === 0 ? null : { kind: 'image', variants: cover };
}

/** Whether a piece is a video of which only the cover can be had. */
const isCoverOnly = (piece: Piece, file: MediaFile | null): boolean =>
  file?.kind === 'image' && (piece.is_video === true || piece.__typename === 'XDTGraphVideo');

function kindOf(files: readonly MediaFile[], isCarousel: boolean): ContentKind {
  const videos = files.filter(({ kind }) => kind === 'video').length;
  if (!isCarousel || files.length === 1) {
    return videos > 0 ? 'video' : 'image';
  }
  return videos === 0 ? 'slideshow' : 'mixed';
}

const isRestricted = (media: Media): boolean => media.owner?.is_private === true || media.gating_info !== null;

const noMedia = (media: Media): ProblemError =>
  new ProblemError(isRestricted(media) ? 'content_private' : 'scraper_bad_response', {
    cause: new Error('a post without media'),
  });

export function readInstagramAnswer(body: unknown, ref: ContentRef): Post {
  const found = findMedia(body);
  if (found === null) {
    // Beside an error of the platform's servers, "no such post" means that they did not look.
    const errors = isObject(body) && Array.isArray(body.errors) ? body.errors : [];
    const isKnownMissing = errors.length === 0 || errors.some((error) => /not.?found/i.test(JSON.stringify(error)));
    throw new ProblemError(isKnownMissing ? 'content_not_found' : 'scraper_unavailable');
  }
  const parsed = mediaSchema.safeParse(found);
  if (!parsed.success) {
    throw new ProblemError('scraper_bad_response', { cause: parsed.error });
  }
  const media = parsed.data;
  const children = (media.edge_sidecar_to_children?.edges ?? []).map(({ node }) => node);
  const pieces: readonly Piece[] = children.length > 0 ? children : [media];
  const readings = pieces.map((piece) => ({ piece, file: toFile(piece) }));
  const files = readings.map(({ file }) => file).filter((file) => file !== null);
  const coversOnly = readings.filter(({ piece, file }) => isCoverOnly(piece, file)).length;
  if (files.length === 0 || (coversOnly === files.length && isRestricted(media))) {
    throw noMedia(media);
  }
  const durationS = pieces.reduce((sum, piece) => sum + (piece.video_duration ?? 0), 0);
  return {
    ref: { ...ref, kind: kindOf(files, children.length > 0) },
    author: textOrNull(media.owner?.username) ?? textOrNull(media.owner?.full_name),
    title: textOrNull(media.title),
    caption: textOrNull(media.edge_media_to_caption?.edges[0]?.node.text),
    transcript: null,
    durationS: durationS > 0 ? durationS : null,
    thumbnailUrl: media.thumbnail_src ?? media.display_url,
    media: { kind: 'files', files },
    warnings: coversOnly === 0 ? [] : [COVER_ONLY],
  };
}

export async function lookUpInstagram(deps: ScrapeCreatorsDeps, ref: ContentRef, signal?: AbortSignal): Promise<Post> {
  return readInstagramAnswer(await lookUp(deps, '/v1/instagram/post', { url: ref.canonical_url }, signal), ref);
}
