import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@sets/clock';
import { systemClock } from '@sets/clock';
import { describe, expect, it } from 'vitest';
import { FIXTURES_DIR } from '../src/fixtures-dir.ts';
import { loadDemoPosts } from '../src/posts/demo-posts.ts';
import { createCatalogue } from '../src/workload/catalogue.ts';
import { workload } from '../src/workload/workload.ts';
import { withSimulators } from './harness.ts';

const NAME = 'free-exercise-db__Plank__0.jpg';
const file = readFileSync(join(FIXTURES_DIR, 'media', NAME));

describe('the CDN simulator', () => {
  it('serves whole files, ranges and revalidations', async () => {
    await withSimulators({}, async ({ url }) => {
      const link = `${url}/cdn/media/${NAME}`;
      const whole = await fetch(link);
      expect(Buffer.from(await whole.arrayBuffer())).toEqual(file);
      expect(whole.headers.get('content-type')).toBe('image/jpeg');
      const part = await fetch(link, { headers: { range: 'bytes=10-19' } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes 10-19/${file.length}`);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(file.subarray(10, 20));
      const tail = await fetch(link, { headers: { range: 'bytes=-5' } });
      expect(Buffer.from(await tail.arrayBuffer())).toEqual(file.subarray(-5));
      expect((await fetch(link, { headers: { range: `bytes=${file.length}-` } })).status).toBe(416);
      const same = await fetch(link, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } });
      expect(same.status).toBe(304);
      const head = await fetch(link, { method: 'HEAD' });
      expect(head.headers.get('content-length')).toBe(String(file.length));
      expect((await fetch(`${url}/cdn/media/none.mp4`)).status).toBe(404);
    });
  });

  it('refuses a link whose time has passed, and any on demand', async () => {
    let aheadMs = 0;
    const clock: Clock = { ...systemClock, now: () => Date.now() + aheadMs };
    const [reel] = loadDemoPosts().filter(({ name }) => name === 'instagram_reel');
    await withSimulators({ clock }, async ({ url, fault }) => {
      const find = async () => {
        const target = encodeURIComponent(reel?.links.canonical ?? '');
        const answer = await fetch(`${url}/scrapecreators/v1/instagram/post?url=${target}`, {
          headers: { 'x-api-key': 'k' },
        });
        const { data } = (await answer.json()) as { data: { xdt_shortcode_media: { video_url: string } } };
        return data.xdt_shortcode_media.video_url;
      };
      const link = await find();
      expect((await fetch(link)).status).toBe(200);
      aheadMs = 7 * 3_600_000;
      expect((await fetch(link)).status).toBe(403);
      const fresh = await find();
      fault({ upstream: 'cdn', effect: { kind: 'expired' }, count: 1 });
      expect((await fetch(fresh)).status).toBe(403);
      expect((await fetch(fresh)).status).toBe(200);
    });
  });

  it('sends half a body, a page in place of media, or nothing at all on demand', async () => {
    await withSimulators({}, async ({ url, fault }) => {
      const link = `${url}/cdn/media/${NAME}`;
      fault({ upstream: 'cdn', effect: { kind: 'cut_body' }, count: 1 });
      await expect(fetch(link).then((response) => response.arrayBuffer())).rejects.toThrow();
      fault({ upstream: 'cdn', effect: { kind: 'wrong_type' }, count: 1 });
      expect((await fetch(link)).headers.get('content-type')).toContain('text/html');
      fault({ upstream: 'cdn', effect: { kind: 'down' }, count: 1 });
      await expect(fetch(link)).rejects.toThrow('fetch failed');
      expect((await fetch(link)).status).toBe(200);
    });
  });

  it('throttles to the rate of the workload', async () => {
    let nowMs = 0;
    // Waiting is what makes this time pass.
    const clock: Clock = {
      now: () => nowMs,
      monotonic: () => nowMs,
      schedule(callback, ms) {
        nowMs += ms;
        const timer = setImmediate(callback);
        return () => clearImmediate(timer);
      },
    };
    const posts = createCatalogue({ workload, seed: 3, posts: 1 });
    await withSimulators({ mode: 'workload', clock, posts }, async ({ url, simulators }) => {
      const bytes = 5_000_000;
      await (await fetch(`${url}/cdn/synthetic/${posts[0]?.marker}/${bytes}.mp4`)).arrayBuffer();
      const firstByteMs = simulators.controls.latency.draw(
        'cdn_first_byte',
        '-',
        `/synthetic/${posts[0]?.marker}/${bytes}.mp4`,
        0,
      ).ms;
      // 5 MB at 100 Mbit/s.
      expect(nowMs - firstByteMs - workload.upstreams_ms.new_tls_connection).toBeCloseTo(400, 6);
    });
  });
});

describe('short links', () => {
  it('lead every short form of a post to its canonical page, with share parameters', async () => {
    await withSimulators({}, async ({ url }) => {
      for (const { links, post } of loadDemoPosts()) {
        if (post.platform === 'youtube') {
          continue;
        }
        const { host, pathname } = new URL(links.shortLink);
        const answer = await fetch(`${url}/short/${host}${pathname}`, { redirect: 'manual' });
        expect(answer.status).toBe(302);
        expect(answer.headers.get('location')?.split('?')[0]).toBe(links.canonical);
      }
    });
  });

  it('know no others', async () => {
    await withSimulators({}, async ({ url }) => {
      expect((await fetch(`${url}/short/vm.tiktok.com/ZMnothing/`, { redirect: 'manual' })).status).toBe(404);
    });
  });
});

describe('the control plane', () => {
  it('sets, lists and clears faults and counters for callers in other processes', async () => {
    await withSimulators({}, async ({ url }) => {
      const post = (path: string, body: unknown) =>
        fetch(`${url}/_control${path}`, { method: 'POST', body: JSON.stringify(body) });
      const added = await post('/faults', { upstream: 'cdn', effect: { kind: 'status', status: 500 } });
      const { id } = (await added.json()) as { id: string };
      expect((await fetch(`${url}/cdn/media/${NAME}`)).status).toBe(500);
      expect(await (await fetch(`${url}/_control/faults`)).json()).toMatchObject({
        faults: [{ id, hits: 1, share: 1 }],
      });
      await fetch(`${url}/_control/faults/${id}`, { method: 'DELETE' });
      expect((await fetch(`${url}/from/europe-west1/cdn/media/${NAME}`)).status).toBe(200);
      expect(await (await fetch(`${url}/_control/counters`)).json()).toMatchObject({
        counters: [{ upstream: 'cdn', calls: 2, statuses: { 200: 1, 500: 1 } }],
      });
      await post('/reset', {});
      expect(await (await fetch(`${url}/_control/counters`)).json()).toMatchObject({ counters: [{ calls: 0 }] });
      expect((await post('/faults', { upstream: 'moon' })).status).toBe(400);
      expect((await fetch(`${url}/_control/nothing`)).status).toBe(404);
    });
  });

  it('takes posts of a test’s own', async () => {
    await withSimulators({}, async ({ url }) => {
      const author = { username: 'u', name: 'U' };
      const post = {
        platform: 'tiktok',
        contentId: '123456789',
        marker: 'mine',
        kind: 'video',
        author,
        caption: 'Hi',
        durationS: 1,
        media: [],
      };
      expect((await fetch(`${url}/_control/posts`, { method: 'POST', body: JSON.stringify(post) })).status).toBe(201);
      const target = encodeURIComponent('https://www.tiktok.com/@u/video/123456789');
      const answer = await fetch(`${url}/scrapecreators/v2/tiktok/video?url=${target}`, {
        headers: { 'x-api-key': 'k' },
      });
      expect(await answer.json()).toMatchObject({ aweme_detail: { desc: 'Hi' } });
    });
  });
});
