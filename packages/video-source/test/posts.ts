import type { ContentRef } from '@sets/contract';
import { silentLogger } from '@sets/service-kit';
import { canonicalise, createVideoSource, type Post, type VideoSource, type VideoSourceOptions } from '../src/index.ts';
import { fixture, type Upstream } from './upstream.ts';

export const movie = fixture('media/imovie.mp4');
export const photo = fixture('media/kettlebell.jpg');
export const LOOK_UP = '/sc/v2/tiktok/video';

const tiktok: ContentRef = {
  platform: 'tiktok',
  content_id: '7463250363559218474',
  kind: 'video',
  canonical_url: 'https://www.tiktok.com/@_/video/7463250363559218474',
};

export const videoAnswer = (video: object) => ({
  success: true,
  aweme_detail: { desc: 'x', video: { duration: 30_000, ...video } },
});

/** Posts whose metadata and media come from one stand-in. */
export function createPosts(upstream: Upstream) {
  const logged: string[] = [];
  const source = (options: Partial<VideoSourceOptions> = {}): VideoSource =>
    createVideoSource({
      fetch: upstream.outbound.fetch,
      scrapeCreators: { apiKey: 'key-1', baseUrl: `${upstream.base}/sc` },
      maxVideoS: 600,
      logger: { ...silentLogger, info: (message) => logged.push(message) },
      ...options,
    });
  const address = (...paths: string[]) => ({ url_list: paths.map((path) => `${upstream.base}${path}`) });
  const photosAnswer = (...paths: string[]) => ({
    success: true,
    aweme_detail: { desc: 'x', image_post_info: { images: paths.map((path) => ({ display_image: address(path) })) } },
  });
  /** The post that the stand-in scraper gives for `answer`. */
  const look = (answer: object): Promise<Post> => {
    upstream.json(LOOK_UP, answer);
    return source().fetchPost(tiktok);
  };
  const direct = (path: string): Promise<Post> => {
    const reading = canonicalise(`${upstream.base}${path}`);
    if (!reading.ok) {
      throw new Error('not a direct link');
    }
    return source().fetchPost(reading.ref);
  };
  return { logged, source, address, photosAnswer, look, direct };
}
