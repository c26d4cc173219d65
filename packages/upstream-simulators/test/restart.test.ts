import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadDemoPosts } from '../src/posts/demo-posts.ts';
import type { SimulatedPost } from '../src/posts/simulated-post.ts';
import { withSimulators } from './harness.ts';

const TOKEN = '/computeMetadata/v1/instance/service-accounts/default/token';
const CALL = '/gemini/v1beta1/projects/p/locations/us/publishers/google/models/gemini-3.5-flash-lite:generateContent';

function demoVideo(): SimulatedPost {
  const demo = loadDemoPosts().find(({ post }) => post.platform === 'tiktok' && post.kind === 'video');
  if (demo === undefined) {
    throw new Error('the demo has no video of TikTok');
  }
  return demo.post;
}

async function known(url: string, contentId: string): Promise<number> {
  const link = encodeURIComponent(`https://www.tiktok.com/@someone/video/${contentId}`);
  return (await fetch(`${url}/scrapecreators/v2/tiktok/video?url=${link}`, { headers: { 'x-api-key': 'any' } })).status;
}

it('knows added posts and given tokens after a restart, and posts only where they are kept', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'simulators-'));
  const postsFile = join(directory, 'posts.jsonl');
  const ids = ['7510000000000000001', '7510000000000000002'];
  let authorization = '';
  try {
    await withSimulators({ postsFile }, async ({ simulators, url }) => {
      for (const [index, contentId] of ids.entries()) {
        simulators.controls.posts.add({ ...demoVideo(), contentId, marker: `kept${'ab'[index]}` });
      }
      const answer = await fetch(`${url}${TOKEN}`, { headers: { 'metadata-flavor': 'Google' } });
      authorization = `Bearer ${((await answer.json()) as { access_token: string }).access_token}`;
    });
    await withSimulators({ postsFile, requireTokens: true }, async ({ url }) => {
      expect(await Promise.all(ids.map((id) => known(url, id)))).toEqual([200, 200]);
      const body = JSON.stringify({ contents: [{ parts: [{ text: 'x' }] }] });
      expect((await fetch(`${url}${CALL}`, { method: 'POST', headers: { authorization }, body })).status).toBe(200);
    });
    await withSimulators({}, async ({ url }) => {
      expect(await known(url, ids[0] ?? '')).toBe(404);
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
