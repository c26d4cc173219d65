import type { PostMedia, SimulatedPost } from '../posts/simulated-post.ts';
import { type Json, type JsonObject, objectAt, replaceUrlLists } from './recorded-template.ts';

export interface RenderOptions {
  /** Makes a link to one piece of media, signed and absolute. */
  readonly link: (path: string) => string;
  readonly transcript: boolean;
}

const COVER_KEYS = /cover|thumb/;
/** The platform's lower renditions, as shares of the full size; recorded: 0.45, 0.44, 0.37 and 0.27. */
const BIT_RATE_SHARES = [0.45, 0.44, 0.37, 0.27] as const;

/** `/v2/tiktok/video` for one post: the vendor's recorded answer with this post's values in it. */
export function tiktokAnswer(template: JsonObject, post: SimulatedPost, options: RenderOptions): JsonObject {
  const answer = structuredClone(template);
  const detail = objectAt(answer, 'aweme_detail');
  const isVideo = post.kind === 'video';
  const pageUrl = `https://www.tiktok.com/@${post.author.username}/${isVideo ? 'video' : 'photo'}/${post.contentId}`;

  Object.assign(detail, {
    aweme_id: post.contentId,
    group_id: post.contentId,
    desc: post.caption,
    create_time: post.createdAtS,
    share_url: `${pageUrl}?_r=1&preview_pb=0&sharer_language=en&share_item_id=${post.contentId}&source=h5_m`,
    url: pageUrl,
    // Recorded: 0 for videos, 150 for photo posts.
    aweme_type: isVideo ? 0 : 150,
    content_type: isVideo ? 'video' : 'multi_photo',
  });
  Object.assign(objectAt(detail, 'author'), {
    unique_id: post.author.username,
    nickname: post.author.name,
    signature: '',
    ins_id: '',
    youtube_channel_id: '',
    youtube_channel_title: '',
  });
  for (const sound of ['music', 'added_sound_music_info']) {
    Object.assign(objectAt(detail, sound), {
      author: post.author.name,
      owner_handle: post.author.username,
      owner_nickname: post.author.name,
      title: `original sound - ${post.author.username}`,
    });
  }
  objectAt(detail, 'statistics').aweme_id = post.contentId;
  objectAt(detail, 'status').aweme_id = post.contentId;
  objectAt(detail, 'share_info').share_url = pageUrl;
  fillVideo(objectAt(detail, 'video'), post, options);
  if (!isVideo) {
    detail.image_post_info = { images: post.media.map((image) => displayImage(image, options)) };
  }

  delete answer.transcript;
  if (options.transcript) {
    answer.transcript = post.transcript;
  }
  return answer;
}

function fillVideo(video: JsonObject, post: SimulatedPost, { link }: RenderOptions): void {
  const first = post.media[0];
  if (first === undefined) {
    return;
  }
  const cover = link('/media/free-exercise-db__Pushups__0.jpg');
  // A photo post's play address is its sound.
  const play = first.type === 'video' ? link(first.path) : link('/sound.mp3');
  replaceUrlLists(video, (holder) => (COVER_KEYS.test(holder) ? [cover, cover] : [play, play]));
  delete video.misc_download_addrs;
  delete video.cla_info;
  delete video.big_thumbs;
  const durationMs = Math.round((post.durationS ?? 0) * 1000);
  Object.assign(video, { duration: durationMs, width: first.width, height: first.height });
  for (const key of [
    'play_addr',
    'play_addr_h264',
    'play_addr_bytevc1',
    'download_addr',
    'download_no_watermark_addr',
  ]) {
    Object.assign(objectAt(video, key), { data_size: first.bytes, width: first.width, height: first.height });
  }
  if (first.type !== 'video') {
    video.bit_rate = [];
    return;
  }
  const rates: Json[] = Array.isArray(video.bit_rate) ? video.bit_rate : [];
  video.bit_rate = rates.map((rate, index) => {
    const bytes = Math.round(first.bytes * (BIT_RATE_SHARES[index] ?? 1));
    // A stored file has one size; only synthetic videos exist in every rendition.
    const path = first.path.replace(/\/\d+\.mp4$/, `/${bytes}.mp4`);
    const dataSize = path === first.path ? first.bytes : bytes;
    const copy = structuredClone(rate) as JsonObject;
    copy.bit_rate = Math.round((dataSize * 8 * 1000) / Math.max(1, durationMs));
    Object.assign(objectAt(copy, 'play_addr'), { data_size: dataSize, url_list: [link(path), link(path)] });
    return copy;
  });
}

const displayImage = (image: PostMedia, { link }: RenderOptions): JsonObject => ({
  display_image: {
    uri: `tos-useast8-i-photomode-tx2${image.path}`,
    url_list: [link(image.path), link(image.path)],
    width: image.width,
    height: image.height,
    url_prefix: null,
  },
});
