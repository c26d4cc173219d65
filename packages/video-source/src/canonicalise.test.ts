import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf as read } from '../test/outcome.ts';
import { canonicalise } from './canonicalise.ts';

const links = readFileSync(new URL('../fixtures/links.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): { link: string; expect: string } => JSON.parse(line));

it('reads every link found in the wild as labelled', () => {
  expect(links.map(({ link }) => ({ link, expect: read(link) }))).toEqual(links);
});

describe('forms beyond those', () => {
  const video = 'tiktok:7463250363559218474';
  const reel = 'instagram:DF5s0duxDts';
  const short = 'youtube:dQw4w9WgXcQ';
  it.each([
    ['www.tiktok.com/@stoolpresidente/video/7463250363559218474', video],
    ['  //tiktok.com/@stoolpresidente/video/7463250363559218474  ', video],
    ['HTTPS://WWW.TikTok.com./@stoolpresidente/video/7463250363559218474', video],
    ['https://www.tiktok.com:443/@stoolpresidente/video/7463250363559218474', video],
    ['https://www.tiktok.com/embed/v2/7463250363559218474', video],
    ['https://www.tiktok.com/embed/7463250363559218474', video],
    ['https://www.tiktok.com/player/v1/7463250363559218474', video],
    ['https://m.tiktok.com/i18n/share/video/7463250363559218474/', video],
    ['https://www.tiktokv.com/share/video/7463250363559218474/', video],
    [
      `https://www.tiktok.com/login?redirect_url=${encodeURIComponent('https://www.tiktok.com/@a/video/7463250363559218474?_r=1')}`,
      video,
    ],
    ['https://www.instagram.com/accounts/login/?next=%2Freel%2FDF5s0duxDts%2F%3Figsh%3D1', reel],
    ['https://www.instagram.com/reel/DF5s0duxDts/?utm_source=ig_web_copy_link', reel],
    ['https://m.instagram.com/reels/DF5s0duxDts', reel],
    [`https://l.instagram.com/?u=${encodeURIComponent('https://youtu.be/dQw4w9WgXcQ?si=x')}&e=y`, short],
    ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=4s', short],
    ['https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ', short],
    ['https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ', short],
    ['https://youtube.com/live/dQw4w9WgXcQ?feature=share', short],
  ])('%s', (link, expected) => {
    expect(read(link)).toBe(expected);
  });

  it.each([
    ['', 'invalid_url'],
    ['hello', 'invalid_url'],
    ['a b.c', 'invalid_url'],
    ['http://', 'invalid_url'],
    [`https://example.com/${'a'.repeat(3000)}.mp4`, 'invalid_url'],
    ['https://example.com/', 'unsupported_url'],
    ['https://www.tiktok.com.evil.com/@a/video/1', 'unsupported_url'],
    ['https://evil-tiktok.com/@a/video/1', 'unsupported_url'],
    ['https://www.tiktok.com:8443/@a/video/1', 'unsupported_url'],
    ['ftp://example.com/video.mp4', 'unsupported_url'],
    ['javascript:alert(1)', 'unsupported_url'],
    ['file:///etc/passwd', 'unsupported_url'],
    ['https://www.tiktok.com@evil.com/a.mp4', 'forbidden_address'],
    ['http://2130706433/a.mp4', 'forbidden_address'],
    ['http://0x7f.1/a.mp4', 'forbidden_address'],
    ['http:/127.0.0.1/a.mp4', 'forbidden_address'],
    ['https://www.instagram.com/reels/audio/123456/', 'url_not_a_post'],
    ['https://www.instagram.com/accounts/login/', 'url_not_a_post'],
    ['https://www.tiktok.com/login', 'url_not_a_post'],
    ['https://www.youtube.com/@creator', 'url_not_a_post'],
    ['https://www.youtube.com/watch?list=PL1', 'url_not_a_post'],
    ['https://vm.tiktok.com/', 'url_not_a_post'],
    [
      'https://l.instagram.com/?u=https%3A%2F%2Fl.instagram.com%2F%3Fu%3Dhttps%253A%252F%252Fyoutu.be',
      'url_not_a_post',
    ],
  ])('%s is refused', (link, problem) => {
    expect(read(link)).toBe(problem);
  });

  it('reads a direct file by its normalised link', () => {
    const result = canonicalise('HTTPS://Example.com:443/clips/squat.MP4?token=a#t=3');
    expect(result).toMatchObject({
      ok: true,
      ref: { platform: 'direct', kind: 'video', canonical_url: 'https://example.com/clips/squat.MP4?token=a' },
    });
    expect(read('https://example.com/clips/squat.MP4?token=b')).not.toBe(
      read('https://example.com/clips/squat.MP4?token=a'),
    );
    // Whether such an address may be opened is the outbound guard's word.
    expect(read('http://127.0.0.1:8290/cdn/squat.mp4')).toMatch(/^direct:[0-9a-f]{64}$/);
  });
});

const tiktokId = fc.bigInt({ min: 10n ** 17n, max: 10n ** 19n - 1n }).map(String);
const word = fc.stringMatching(/^[A-Za-z0-9_.]{1,20}$/);
const shortcode = fc.stringMatching(/^[A-Za-z0-9_-]{11}$/);
const parameters = fc
  .dictionary(
    fc.stringMatching(/^[a-z_]{1,12}$/).filter((key) => key !== 'v'),
    fc.string({ maxLength: 20 }),
    { maxKeys: 5 },
  )
  .map((entries) => new URLSearchParams(entries).toString());
const tail = fc
  .tuple(fc.constantFrom('', '/', '//'), parameters, fc.constantFrom('', '#', '#abc'))
  .map(([slash, query, hash]) => `${slash}${query === '' ? '' : `?${query}`}${hash}`);

const tiktokForms = fc.tuple(tiktokId, word, tail).map(([id, user, end]) => ({
  key: `tiktok:${id}`,
  links: [
    `https://www.tiktok.com/@${user}/video/${id}${end}`,
    `https://tiktok.com/@${user}/photo/${id}${end}`,
    `http://m.tiktok.com/v/${id}.html${end}`,
    `https://www.tiktok.com/@/video/${id}${end}`,
    `https://www.tiktok.com/share/video/${id}${end}`,
    `https://www.tiktok.com/embed/v2/${id}${end}`,
  ],
}));
const instagramForms = fc.tuple(shortcode, word, tail).map(([code, user, end]) => ({
  key: `instagram:${code}`,
  links: ['p', 'reel', 'reels', 'tv']
    .flatMap((path) => [`https://www.instagram.com/${path}/${code}${end}`, `http://instagr.am/${path}/${code}${end}`])
    .concat(`https://instagram.com/_${user}/reel/${code}${end}`, `https://www.instagram.com/_${user}/p/${code}${end}`),
}));
const youtubeForms = fc.tuple(shortcode, tail).map(([id, end]) => ({
  key: `youtube:${id}`,
  links: [
    `https://youtu.be/${id}${end}`,
    `https://www.youtube.com/shorts/${id}${end}`,
    `https://m.youtube.com/embed/${id}${end}`,
    `https://www.youtube.com/watch?v=${id}&${end.replace(/^\/*\??/, '')}`,
  ],
}));
const forms = fc.oneof(tiktokForms, instagramForms, youtubeForms);

describe('properties', () => {
  it('gives every share form of a post the same key', () => {
    fc.assert(
      fc.property(forms, ({ key, links: shared }) => {
        expect(shared.map(read)).toEqual(shared.map(() => key));
        expect(new Set(shared.map((link) => JSON.stringify(canonicalise(link)))).size).toBe(1);
      }),
    );
  });

  it('reads its own canonical URL as the same post', () => {
    const anyLink = fc.oneof(
      forms.chain(({ links: shared }) => fc.constantFrom(...shared)),
      fc.webUrl({ withQueryParameters: true, withFragments: true }).map((url) => url.replace(/(?=[?#]|$)/, '.mp4')),
      fc.constantFrom(...links.map(({ link }) => link)),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,45}$/).map((code) => `https://www.instagram.com/p/${code}/`),
    );
    fc.assert(
      fc.property(anyLink, (link) => {
        const result = canonicalise(link);
        if (result.ok) {
          expect(canonicalise(result.ref.canonical_url)).toEqual(result);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never throws', () => {
    const scheme = fc.constantFrom(
      '',
      'http:',
      'https://',
      'http://[',
      '//',
      'https://www.tiktok.com/',
      'https://l.instagram.com/?u=',
    );
    fc.assert(
      fc.property(scheme, fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), (start, rest) => {
        expect(typeof canonicalise(start + rest).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });
});
