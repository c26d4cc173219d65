import type { Post } from '@sets/video-source';
import { expect, it } from 'vitest';
import { sourceOf } from './post-source.ts';

const LINK = 'https://www.tiktok.com/@_/video/7300000000000000001';
const ref = { platform: 'tiktok', content_id: '7300000000000000001', kind: 'video', canonical_url: LINK } as const;
const post: Omit<Post, 'author' | 'title' | 'thumbnailUrl'> = {
  ...{ ref, caption: null, transcript: null, durationS: null, warnings: [] },
  media: { kind: 'files', files: [] },
};
const shownOf = (author: string, title: string, thumbnailUrl: string) =>
  sourceOf({ ...post, author, title, thumbnailUrl }, LINK);

it.each(['javascript:alert(1)', 'http://cdn.example/a.jpg', 'https://a:b@cdn.example/a.jpg', 'data:,x', ''])(
  'shows no thumbnail that leads elsewhere than to a page: %s',
  (link) => expect(shownOf('a', 'b', link).thumbnail_url).toBeNull(),
);

it('shows a post’s own words and link without anything that acts on a page or a terminal', () => {
  const hostile = '\u001b[31m<b>Leg\u202e day</b>\u0000<script>alert(1)</script>';
  const shown = shownOf(hostile, hostile, 'https://cdn.example/"><script>\u202e');
  expect(shown).toMatchObject({
    author: 'Leg day',
    title: 'Leg day',
    thumbnail_url: 'https://cdn.example/%22%3E%3Cscript%3E%E2%80%AE',
  });
});
