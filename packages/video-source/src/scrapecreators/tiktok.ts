import { type ContentRef, ProblemError } from '@sets/contract';
import { z } from 'zod';
import { COVER_ONLY, type MediaFile, type MediaVariant, type Post, type Transcript } from '../post.ts';
import { webVttToText } from '../web-vtt.ts';
import { lookUp, type ScrapeCreatorsDeps } from './client.ts';
import { flag, lenient, lenientList, linkSchema, numeric, textOrNull } from './lenient.ts';

const addressSchema = z.object({
  url_list: lenientList(linkSchema),
  data_size: lenient(numeric.pipe(z.number().positive())),
});

const videoSchema = z.object({
  /** Milliseconds. */
  duration: lenient(numeric.pipe(z.number().nonnegative())),
  has_watermark: lenient(flag),
  download_no_watermark_addr: lenient(addressSchema),
  play_addr: lenient(addressSchema),
  download_addr: lenient(addressSchema),
  cover: lenient(addressSchema),
  bit_rate: lenientList(
    // 0 H.264, 1 H.265, 2 H.266.
    z.object({ is_bytevc1: lenient(numeric), play_addr: addressSchema }),
  ),
  cla_info: lenient(
    z.object({
      caption_infos: lenientList(z.object({ language_code: lenient(z.string()), is_original_caption: lenient(flag) })),
    }),
  ),
});

const awemeSchema = z.object({
  desc: lenient(z.string()),
  author: lenient(z.object({ unique_id: lenient(z.string()), nickname: lenient(z.string()) })),
  status: lenient(
    z.object({
      is_delete: lenient(flag),
      is_prohibited: lenient(flag),
      private_status: lenient(numeric),
    }),
  ),
  video: lenient(videoSchema),
  image_post_info: lenient(
    z.object({
      images: lenientList(z.object({ display_image: lenient(addressSchema), thumbnail: lenient(addressSchema) })),
    }),
  ),
});

const answerSchema = z.object({
  aweme_detail: lenient(awemeSchema),
  /** Stands in place of `aweme_detail` when the platform withholds a post. */
  filter_detail: lenient(z.object({ filter_reason: lenient(z.string()) })),
  /** TikTok's own; not 0 when there is no such post. */
  status_code: lenient(numeric),
  transcript: lenient(z.string()),
});

type Video = z.output<typeof videoSchema>;
type Address = z.output<typeof addressSchema>;

const variant = (address: Address | null): MediaVariant[] =>
  address === null || address.url_list.length === 0 ? [] : [{ urls: address.url_list, bytes: address.data_size }];

/** Best first: the file without watermark, then the streams from large to small, H.264 before H.265, no H.266. */
function videoVariants(video: Video): MediaVariant[] {
  const streams = video.bit_rate
    .filter((stream) => stream.is_bytevc1 !== 2)
    .sort(
      (a, b) =>
        (a.is_bytevc1 ?? 0) - (b.is_bytevc1 ?? 0) || (b.play_addr.data_size ?? 0) - (a.play_addr.data_size ?? 0),
    );
  const clean = [
    ...variant(video.download_no_watermark_addr),
    ...(video.has_watermark === false ? variant(video.play_addr) : []),
  ];
  const all = [
    ...clean.slice(0, 1),
    ...streams.flatMap((stream) => variant(stream.play_addr)),
    // A watermark hides little; better than nothing.
    ...variant(video.play_addr),
    ...variant(video.download_addr),
  ];
  const seen = new Set<string>();
  return all.filter(({ urls: [first = ''] }) => !seen.has(first) && seen.add(first));
}

function transcriptOf(source: string | null, video: Video | null): Transcript | null {
  const text = source === null ? '' : webVttToText(source);
  const captions = video?.cla_info?.caption_infos ?? [];
  const spoken = captions.find(({ is_original_caption }) => is_original_caption) ?? captions[0];
  return text === '' ? null : { language: spoken?.language_code ?? null, text };
}

function missing(answer: z.output<typeof answerSchema>): ProblemError {
  const reason = answer.filter_detail?.filter_reason;
  if (reason === 'status_self_see' || reason === 'status_friend_see') {
    return new ProblemError('content_private');
  }
  const withheld = answer.filter_detail !== null || (answer.status_code ?? 0) !== 0;
  return new ProblemError(withheld ? 'content_not_found' : 'scraper_bad_response');
}

function filesOf(
  images: readonly MediaFile[],
  video: readonly MediaVariant[],
  cover: readonly MediaVariant[],
): readonly MediaFile[] {
  if (images.length > 0) {
    return images;
  }
  if (video.length > 0) {
    return [{ kind: 'video', variants: video }];
  }
  return cover.length === 0 ? [] : [{ kind: 'image', variants: cover }];
}

export function readTikTokAnswer(body: unknown, ref: ContentRef): Post {
  const answer = answerSchema.parse(body);
  const aweme = answer.aweme_detail;
  if (aweme === null) {
    throw missing(answer);
  }
  if (aweme.status?.is_delete || aweme.status?.is_prohibited) {
    throw new ProblemError('content_not_found');
  }
  if ((aweme.status?.private_status ?? 0) !== 0) {
    throw new ProblemError('content_private');
  }
  const images = (aweme.image_post_info?.images ?? []).flatMap(({ display_image, thumbnail }): MediaFile[] => {
    const variants = [...variant(display_image), ...variant(thumbnail)];
    return variants.length === 0 ? [] : [{ kind: 'image', variants }];
  });
  const variants = aweme.video === null || images.length > 0 ? [] : videoVariants(aweme.video);
  // A video without an address still has its cover, and often says in words what it shows.
  const cover = images.length > 0 || variants.length > 0 ? [] : variant(aweme.video?.cover ?? null);
  const files = filesOf(images, variants, cover);
  if (files.length === 0) {
    throw new ProblemError('scraper_bad_response', { cause: new Error('a post without media') });
  }
  const kind = images.length === 0 ? 'video' : images.length === 1 ? 'image' : 'slideshow';
  const durationMs = aweme.video?.duration ?? 0;
  return {
    ref: { ...ref, kind },
    author: textOrNull(aweme.author?.unique_id) ?? textOrNull(aweme.author?.nickname),
    title: null,
    caption: textOrNull(aweme.desc),
    transcript: transcriptOf(answer.transcript, aweme.video),
    durationS: kind === 'video' && durationMs > 0 ? durationMs / 1000 : null,
    thumbnailUrl: images[0]?.variants[0]?.urls[0] ?? aweme.video?.cover?.url_list[0] ?? null,
    media: { kind: 'files', files },
    warnings: cover.length === 0 ? [] : [COVER_ONLY],
  };
}

export async function lookUpTikTok(deps: ScrapeCreatorsDeps, ref: ContentRef, signal?: AbortSignal): Promise<Post> {
  const query = { url: ref.canonical_url, get_transcript: 'true' };
  return readTikTokAnswer(await lookUp(deps, '/v2/tiktok/video', query, signal), ref);
}
