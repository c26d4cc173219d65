import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES_DIR } from '../src/fixtures-dir.ts';
import { loadDemoPosts } from '../src/posts/demo-posts.ts';
import { createCatalogue } from '../src/workload/catalogue.ts';
import { workload } from '../src/workload/workload.ts';
import { withSimulators } from './harness.ts';

const demos = loadDemoPosts();
function postOf(name: string) {
  const demo = demos.find((candidate) => candidate.name === name);
  if (demo === undefined) {
    throw new Error(`no demo post ${name}`);
  }
  return demo;
}

const headers = { 'x-api-key': 'any' };
async function lookup(url: string, link: string, init: RequestInit = { headers }, more = '') {
  const path = link.includes('tiktok') ? '/v2/tiktok/video' : '/v1/instagram/post';
  const response = await fetch(`${url}/scrapecreators${path}?url=${encodeURIComponent(link)}${more}`, init);
  const text = await response.text();
  return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : null };
}

describe('the ScrapeCreators simulator', () => {
  it('answers for a TikTok video in the recorded shape, over media that can be fetched', async () => {
    const recorded = JSON.parse(
      readFileSync(join(FIXTURES_DIR, 'scrape-creators', 'tiktok-video.recorded.json'), 'utf8'),
    );
    await withSimulators({}, async ({ url }) => {
      const demo = postOf('tiktok_workout');
      const { status, body } = await lookup(url, demo.links.canonical, { headers }, '&get_transcript=true');
      expect(status).toBe(200);
      expect(body.aweme_detail.desc).toBe(demo.post.caption);
      expect(body.aweme_detail.video.duration).toBe(16570);
      expect(body.transcript).toMatch(/^WEBVTT\n\n\n/);
      const kept = Object.keys(recorded.aweme_detail).filter((key) => !(key in body.aweme_detail));
      expect(kept).toEqual([]);
      expect(JSON.stringify(body.aweme_detail.video).includes('tiktokcdn')).toBe(false);

      const media = await fetch(body.aweme_detail.video.download_no_watermark_addr.url_list[0]);
      expect(media.headers.get('content-type')).toBe('video/mp4');
      expect((await media.arrayBuffer()).byteLength).toBe(body.aweme_detail.video.play_addr.data_size);
    });
  });

  it('keeps the recorded post as it was recorded, but for its media links', async () => {
    const recorded = JSON.parse(
      readFileSync(join(FIXTURES_DIR, 'scrape-creators', 'tiktok-video.recorded.json'), 'utf8'),
    );
    await withSimulators({}, async ({ url }) => {
      const { body } = await lookup(
        url,
        postOf('recorded_pizza_review').links.canonical,
        { headers },
        '&get_transcript=true',
      );
      for (const key of ['desc', 'create_time', 'aweme_id', 'statistics', 'region']) {
        expect(body.aweme_detail[key]).toEqual(recorded.aweme_detail[key]);
      }
      expect(body.transcript).toBe(recorded.transcript);
      expect(body.aweme_detail.video.duration).toBe(recorded.aweme_detail.video.duration);
    });
  });

  it('gives no transcript unless asked, or when its transcripts fail', async () => {
    await withSimulators({}, async ({ url, fault }) => {
      const { links } = postOf('tiktok_workout');
      expect((await lookup(url, links.canonical)).body).not.toHaveProperty('transcript');
      fault({ upstream: 'scrapecreators', effect: { kind: 'no_transcript' } });
      const { body } = await lookup(url, links.canonical, { headers }, '&get_transcript=true');
      expect(body).not.toHaveProperty('transcript');
    });
  });

  it('answers for slideshows, reels, photos and mixed carousels', async () => {
    await withSimulators({}, async ({ url }) => {
      const slides = await lookup(url, postOf('tiktok_slideshow').links.canonical);
      expect(slides.body.aweme_detail.image_post_info.images).toHaveLength(4);
      const reel = await lookup(url, postOf('instagram_reel').links.shareParameters);
      expect(reel.body.data.xdt_shortcode_media).toMatchObject({ is_video: true, video_duration: 13.347 });
      const photo = await lookup(url, postOf('instagram_photo').links.canonical);
      expect(photo.body.data.xdt_shortcode_media).toMatchObject({ is_video: false, video_url: null });
      const carousel = await lookup(url, postOf('instagram_carousel').links.mobileHost);
      const children = carousel.body.data.xdt_shortcode_media.edge_sidecar_to_children.edges;
      expect(children.map((edge: { node: { is_video: boolean } }) => edge.node.is_video)).toEqual([false, true]);
    });
  });

  it('refuses calls without a key, or with another than the one it was given', async () => {
    const { links } = postOf('tiktok_workout');
    await withSimulators({ scrapeCreatorsApiKey: 'right' }, async ({ url }) => {
      expect((await lookup(url, links.canonical, {})).status).toBe(401);
      expect((await lookup(url, links.canonical, { headers: { 'x-api-key': 'wrong' } })).status).toBe(401);
      expect((await lookup(url, links.canonical, { headers: { 'x-api-key': 'right' } })).status).toBe(200);
    });
  });

  it('knows nothing of deleted and unknown posts', async () => {
    await withSimulators({}, async ({ url }) => {
      const gone = await lookup(url, postOf('tiktok_gone').links.canonical);
      expect(gone).toMatchObject({ status: 404, body: { success: false, error: 'not_found' } });
      expect((await lookup(url, 'https://www.instagram.com/p/unknown/')).status).toBe(404);
      expect((await lookup(url, 'https://www.tiktok.com/@someone')).status).toBe(400);
    });
  });

  it('gives every odd answer on demand', async () => {
    const reel = postOf('instagram_reel').links.canonical;
    await withSimulators({}, async ({ simulators, url, fault }) => {
      const odd = async (effect: Parameters<typeof fault>[0]['effect']) => {
        simulators.controls.faults.clear();
        fault({ upstream: 'scrapecreators', effect });
        return lookup(url, reel);
      };
      for (const status of [401, 402, 404, 429, 500]) {
        expect(await odd({ kind: 'status', status })).toMatchObject({
          status,
          body: { success: false, errorStatus: status },
        });
      }
      expect(await odd({ kind: 'not_found_success_true' })).toMatchObject({ status: 404, body: { success: true } });
      const trimmed = await odd({ kind: 'trimmed_shape' });
      expect(trimmed.body.xdt_shortcode_media.shortcode).toBe('DPz7kVhEx4q');
      expect(trimmed.body).not.toHaveProperty('data');
      const beside = await odd({ kind: 'errors_beside_data' });
      expect(beside.body.errors).toHaveLength(1);
      expect(beside.body.data.xdt_shortcode_media.shortcode).toBe('DPz7kVhEx4q');
      expect((await odd({ kind: 'status', status: 200, body: 'html' })).body).toBeNull();
      await expect(odd({ kind: 'down' })).rejects.toThrow('fetch failed');
    });
  });

  it('serves a catalogue whose videos have the size that their post says', async () => {
    const posts = createCatalogue({ workload, seed: 3, posts: 40 });
    const post = posts.find(
      ({ platform, kind, state }) => platform === 'tiktok' && kind === 'video' && state === 'public',
    );
    if (post === undefined) {
      throw new Error('the catalogue has no such post');
    }
    await withSimulators({ posts }, async ({ url }) => {
      const { body } = await lookup(url, `https://www.tiktok.com/@x/video/${post.contentId}`);
      const { video } = body.aweme_detail;
      const sizeOf = async (link: string) => (await (await fetch(link)).arrayBuffer()).byteLength;
      expect(await sizeOf(video.play_addr.url_list[0])).toBe(video.play_addr.data_size);
      expect(await sizeOf(video.bit_rate[3].play_addr.url_list[0])).toBe(video.bit_rate[3].play_addr.data_size);
      expect(video.bit_rate[3].play_addr.data_size).toBeLessThan(video.play_addr.data_size / 3);
    });
  });
});

describe('demo posts', () => {
  it('point at media that are there, with the bytes that they say', () => {
    for (const { post } of demos) {
      for (const { path, bytes } of post.media) {
        const file = readFileSync(join(FIXTURES_DIR, path));
        expect(file.length).toBe(bytes);
      }
    }
  });
});
