import type { PostMedia, SimulatedPost } from '../posts/simulated-post.ts';
import { type JsonObject, objectAt } from './recorded-template.ts';
import type { RenderOptions } from './tiktok-answer.ts';

/** `/v1/instagram/post` for one post: the vendor's recorded answer with this post's values in it. */
export function instagramAnswer(template: JsonObject, post: SimulatedPost, options: RenderOptions): JsonObject {
  const answer = structuredClone(template);
  const media = objectAt(answer, 'data', 'xdt_shortcode_media');
  const first = post.media[0];
  const isVideo = post.kind === 'video';
  const still = options.link(first?.type === 'image' ? first.path : '/media/free-exercise-db__Plank__0.jpg');
  Object.assign(media, {
    __typename: typeName(post),
    __isXDTGraphMediaInterface: typeName(post),
    id: numericId(post.contentId),
    shortcode: post.contentId,
    thumbnail_src: still,
    display_url: still,
    display_resources: [640, 750, 1080].map((width) => ({ src: still, config_width: width, config_height: width })),
    dimensions: { height: first?.height ?? 0, width: first?.width ?? 0 },
    is_video: isVideo,
    has_audio: isVideo,
    video_url: isVideo && first !== undefined ? options.link(first.path) : null,
    video_duration: isVideo ? post.durationS : null,
    product_type: isVideo ? 'clips' : post.kind === 'image' ? 'feed' : 'carousel_container',
    taken_at_timestamp: post.createdAtS,
    edge_media_to_caption: {
      edges: [
        {
          node: { created_at: String(post.createdAtS), text: post.caption, id: numericId(`${post.contentId}/caption`) },
        },
      ],
    },
    edge_media_to_parent_comment: { count: 0, page_info: { has_next_page: false, end_cursor: null }, edges: [] },
    edge_media_preview_comment: { count: 0, edges: [] },
  });
  Object.assign(objectAt(media, 'owner'), {
    id: numericId(post.author.username),
    username: post.author.username,
    full_name: post.author.name,
    profile_pic_url: still,
    is_verified: false,
  });
  if (isVideo) {
    Object.assign(objectAt(media, 'clips_music_attribution_info'), { artist_name: post.author.username });
  } else {
    delete media.clips_music_attribution_info;
    delete media.video_view_count;
    delete media.video_play_count;
  }
  if (post.kind === 'slideshow' || post.kind === 'mixed') {
    media.edge_sidecar_to_children = {
      edges: post.media.map((child, index) => ({ node: sidecarChild(post, child, index, options) })),
    };
  }
  return answer;
}

function typeName(post: SimulatedPost): string {
  if (post.kind === 'video') {
    return 'XDTGraphVideo';
  }
  return post.kind === 'image' ? 'XDTGraphImage' : 'XDTGraphSidecar';
}

function sidecarChild(post: SimulatedPost, child: PostMedia, index: number, { link }: RenderOptions): JsonObject {
  const isVideo = child.type === 'video';
  return {
    __typename: isVideo ? 'XDTGraphVideo' : 'XDTGraphImage',
    id: numericId(`${post.contentId}/${index}`),
    shortcode: `${post.contentId}${index}`,
    display_url: link(isVideo ? '/media/free-exercise-db__Plank__0.jpg' : child.path),
    video_url: isVideo ? link(child.path) : null,
    is_video: isVideo,
    dimensions: { height: child.height, width: child.width },
  };
}

/** A stable number of 17 digits for ids that nothing reads. */
function numericId(key: string): string {
  let value = 7n;
  for (const unit of Buffer.from(key)) {
    value = (value * 257n + BigInt(unit)) % 90_000_000_000_000_000n;
  }
  return String(value + 10_000_000_000_000_000n);
}
