import type { Source } from '@sets/contract';
import { expect, it } from 'vitest';
import { publicSource } from './public-source.ts';

const source = (platform: Source['platform'], canonical: string): Source => ({
  ...{ platform, content_id: '1', kind: 'video', canonical_url: canonical, submitted_url: `${canonical}&from=ada` },
  ...{ author: 'coach', title: 'Legs', duration_s: 9, thumbnail_url: null },
});

it.each([
  ['https://files.example/a.mp4?X-Goog-Signature=abc&Expires=1', 'https://files.example/a.mp4'],
  ['https://files.example:8443/a%20b.mp4#t=10', 'https://files.example:8443/a%20b.mp4'],
  ['https://files.example/a.mp4', 'https://files.example/a.mp4'],
])('a direct file %s is shown as %s', (canonical, shown) => {
  const file = source('direct', canonical);
  expect(publicSource(file)).toEqual({ ...file, canonical_url: shown, submitted_url: shown });
});

it('of a post the canonical link is everybody’s', () => {
  const canonical = 'https://www.youtube.com/watch?v=abc';
  expect(publicSource(source('youtube', canonical))).toMatchObject({
    canonical_url: canonical,
    submitted_url: canonical,
  });
});
