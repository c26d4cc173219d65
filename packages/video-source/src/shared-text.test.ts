import { cpuMsOf } from '@sets/clock/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf as read } from '../test/outcome.ts';
import { readSharedText } from './canonicalise.ts';

const VIDEO = 'youtube:dQw4w9WgXcQ';
const REEL = 'instagram:DF5s0duxDts';
const TIKTOK = 'tiktok:7463250363559218474';
const SHORT = 'short https://vm.tiktok.com/ZM1aBcD2e/';

describe('what people paste', () => {
  it.each([
    ['Check this out! https://vm.tiktok.com/ZM1aBcD2e/ ', SHORT],
    // The share sheet of the lite app puts no space behind the link.
    ['https://vm.tiktok.com/ZM1aBcD2e/This post is shared via TikTok Lite. Get it: https://www.tiktok.com/lite', SHORT],
    ['Leg day\nhttps://youtu.be/dQw4w9WgXcQ\nSent from my phone', VIDEO],
    ['\u200bhttps://youtu.be/dQw4w9WgXcQ', VIDEO],
    ['\u202ahttps://youtu.be/dQw4\u00adw9WgXcQ\u202c', VIDEO],
    ['https://youtu.be/dQw4w9WgXcQ.', VIDEO],
    ['(https://youtu.be/dQw4w9WgXcQ)', VIDEO],
    ['[watch](https://youtu.be/dQw4w9WgXcQ)', VIDEO],
    ['Look:https://youtu.be/dQw4w9WgXcQ!!!', VIDEO],
    ['看这个https://youtu.be/dQw4w9WgXcQ，很好', VIDEO],
    ['https://www.youtube.com/watch?v=dQw4w9WgXcQ）', VIDEO],
    ['🔥https://youtu.be/dQw4w9WgXcQ🔥', VIDEO],
    ['watch www.instagram.com/reel/DF5s0duxDts today', REEL],
    ['“https://www.instagram.com/reel/DF5s0duxDts/?igsh=x”', REEL],
    ['https://www.youtube.com/watch?feature=share&amp;v=dQw4w9WgXcQ', VIDEO],
    ['https://www.youtube.com/watch?feature=share&amp;amp;v=dQw4w9WgXcQ', VIDEO],
    ['https://www.youtube.com/watch?feature=share&#38;v=dQw4w9WgXcQ', VIDEO],
    ['https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ', VIDEO],
    ['https://www.tiktok.com/%40user/video/7463250363559218474', TIKTOK],
    ['https://www.instagram.com/reel%2FDF5s0duxDts%2F%3Figsh%3D1', REEL],
    ['My page https://example.com/ and https://youtu.be/dQw4w9WgXcQ', VIDEO],
    ['https://youtu.be/dQw4w9WgXcQhttps://www.instagram.com/reel/DF5s0duxDts/', VIDEO],
    ['https://www.tiktok.com/@coach then https://youtu.be/dQw4w9WgXcQ', VIDEO],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('says which part of the text it read', () => {
    expect(readSharedText('Look: https://youtu.be/dQw4w9WgXcQ. Great!').link).toBe('https://youtu.be/dQw4w9WgXcQ');
    expect(readSharedText('nothing here').link).toBeNull();
  });

  it.each([
    ['No link in this. Really not', 'invalid_url'],
    ['4x12 squats @ 60kg, rest 2:00', 'invalid_url'],
    ['7.30am.ok?', 'invalid_url'],
    ['Node.js', 'invalid_url'],
    ['end.Start again', 'invalid_url'],
    ['example.co.uk', 'unsupported_url'],
    ['example.com', 'unsupported_url'],
    ['My page https://example.com/ and my shop', 'unsupported_url'],
    ['https://www.tiktok.com/@coach and https://www.youtube.com/@coach', 'url_not_a_post'],
  ])('%j has no post', (text, problem) => {
    expect(read(text)).toBe(problem);
  });
});

describe('hosts and pages around a post', () => {
  const post = encodeURIComponent('https://www.youtube.com/shorts/dQw4w9WgXcQ?feature=share');
  it.each([
    ['https://lite.tiktok.com/t/ZS1aBcD2e/', 'short https://www.tiktok.com/t/ZS1aBcD2e/'],
    ['https://lite.tiktok.com/@user/video/7463250363559218474', TIKTOK],
    ['https://www.tiktokv.us/share/video/7463250363559218474/', TIKTOK],
    ['https://www.tiktok.com/@user/video/007463250363559218474', TIKTOK],
    ['https://www.tiktok.com/foryou?is_copy_url=1&item_id=7463250363559218474', TIKTOK],
    ['https://www.tiktok.com/foryou?lang=en#/@user/video/7463250363559218474', TIKTOK],
    ['https://z-p42.www.instagram.com/reel/DF5s0duxDts/', REEL],
    ['https://www.youtubekids.com/watch?v=dQw4w9WgXcQ', VIDEO],
    ['https://youtube.googleapis.com/v/dQw4w9WgXcQ', VIDEO],
    ['https://gaming.youtube.com/watch?v=dQw4w9WgXcQ', VIDEO],
    ['https://m.youtube.com/#/watch?v=dQw4w9WgXcQ', VIDEO],
    ['http://m.youtube.com/watch?feature=x;v=dQw4w9WgXcQ', VIDEO],
    ['https://www.youtube.com/v/dQw4w9WgXcQ&hl=en', VIDEO],
    [`https://consent.youtube.com/m?continue=${post}&gl=NL`, VIDEO],
    [`https://www.google.com/url?sa=t&url=${post}`, VIDEO],
    [`https://www.google.co.uk/url?q=${post}`, VIDEO],
    [`https://l.facebook.com/l.php?u=${post}&h=AT1`, VIDEO],
    [`https://www.youtube.com/redirect?event=comments&q=${post}`, VIDEO],
    [`https://www.tiktok.com/link/v2?aid=1988&target=${post}`, VIDEO],
    [`https://coach.onelink.me/x?af_web_dp=${post}`, VIDEO],
    ['https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3DdQw4w9WgXcQ%26feature%3Dshare', VIDEO],
    ['https://www.youtube.com/oembed?url=https://www.youtube.com/watch?v=dQw4w9WgXcQ&format=json', VIDEO],
    [
      `https://accounts.google.com/ServiceLogin?continue=${encodeURIComponent(`https://www.youtube.com/signin?next=${post}`)}`,
      VIDEO,
    ],
  ])('%s', (link, expected) => {
    expect(read(link)).toBe(expected);
  });

  it.each([
    'https://www.youtube.com/embed/live_stream?channel=UCxxxxxxxxxxxxxxxxxxxxxx',
    'https://www.youtube.com/embed/videoseries?list=PL1',
    'https://www.youtube-nocookie.com/embed/videoseries?list=PL1',
    'https://youtu.be/live_stream',
    'https://www.youtube.com/watch?v=videoseries',
    'https://www.youtube.com/playlist?list=PL1',
    'https://www.tiktok.com/@user/video/000',
    'https://www.tiktok.com/@user/video/123456789012345678901',
    'https://newsroom.tiktok.com/@user/video/7463250363559218474',
    'https://help.instagram.com/p/DF5s0duxDts',
    'https://consent.youtube.com/m?gl=NL',
  ])('%s is no post', (link) => {
    expect(read(link)).toBe('url_not_a_post');
  });

  it('reads a post behind a redirect that nobody listed', () => {
    expect(read(`https://go.example.com/out?to=${post}`)).toBe(VIDEO);
    expect(read('https://go.example.com/https://youtu.be/dQw4w9WgXcQ')).toBe(VIDEO);
    expect(read(`https://example.com/squat.mp4?from=${post}`)).toMatch(/^direct:/);
  });

  it('gives up on pages that lead to pages without end', () => {
    const nested = Array.from({ length: 7 }).reduce<string>(
      (target) => `https://l.instagram.com/?u=${encodeURIComponent(target)}`,
      'https://www.tiktok.com/@coach',
    );
    expect(read(nested)).toBe('url_not_a_post');
  });

  it('names addresses whose server could tell more, and leaves alone those that cannot be a video', () => {
    expect(readSharedText('https://example.com/media/4711?sig=a#x').page).toBe('https://example.com/media/4711?sig=a');
    for (const link of [
      'https://example.com/',
      'https://example.com/a.html',
      'http://0x7f.1/a',
      'ftp://example.com/a',
    ]) {
      expect(readSharedText(link).page).toBeNull();
    }
  });
});

const goodLinks = fc
  .record({
    tiktok: fc.bigInt({ min: 10n ** 17n, max: 10n ** 19n - 1n }).map(String),
    code: fc.stringMatching(/^[A-Za-z0-9_-]{11}$/),
  })
  .filter(({ code }) => code !== 'live_stream' && code !== 'videoseries')
  .chain(({ tiktok, code }) =>
    fc.constantFrom(
      { link: `https://www.tiktok.com/@coach/video/${tiktok}`, key: `tiktok:${tiktok}` },
      { link: `https://m.tiktok.com/v/${tiktok}.html?_d=1&u_code=0`, key: `tiktok:${tiktok}` },
      { link: `https://www.instagram.com/reel/${code}/?igsh=MzRl`, key: `instagram:${code}` },
      { link: `https://youtu.be/${code}?si=a_b-C`, key: `youtube:${code}` },
      { link: `https://www.youtube.com/watch?app=m&v=${code}&t=4s`, key: `youtube:${code}` },
    ),
  );
/** Words without anything that could be a link of its own. */
const words = fc.array(
  fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9 ,;!?'"#@%&*()+-]{0,20}$/),
    fc.constantFrom('4x12', '🔥🔥', '见此', 'смотри', 'شاهد', '"', '—', '…', '\u200f', '\ufeff', 'p. 3'),
  ),
  { maxLength: 6 },
);
const space = fc.constantFrom(' ', '\n', '\r\n', '\t', '\u00a0', '\u3000', ' \u200b');
const before = fc.tuple(words, space).map(([list, gap]) => (list.length === 0 ? '' : `${list.join(' ')}${gap}`));
const opening = fc.constantFrom('', '(', '<', '"', '“', '\u202a', '\u200b', '看', '🔥', '>', '「');
const closing = fc.constantFrom(
  '',
  ')',
  '>',
  '"',
  '”',
  '.',
  ',',
  '!',
  '?!',
  '…',
  '。',
  '，',
  ')]',
  '\u202c',
  '\u200b',
  '🔥',
  '」',
);
const writing = fc.constantFrom(
  (link: string) => link,
  (link: string) => link.replaceAll('&', '&amp;'),
  (link: string) => encodeURIComponent(link),
  (link: string) => encodeURIComponent(encodeURIComponent(link)),
  (link: string) => link.replaceAll('/', '\\/').replaceAll('&', '\\u0026'),
  (link: string) => link.replace('https://', 'https：／／'),
  (link: string) => link.replace('https', 'ttps'),
  (link: string) => `https://l.facebook.com/l.php?h=1&u=${encodeURIComponent(link)}`,
  (link: string) => `https://www.google.com/url?q=${encodeURIComponent(link)}&sa=D`,
);

describe('properties', () => {
  it('finds a good link in any noise, under the same key', () => {
    fc.assert(
      fc.property(goodLinks, before, opening, writing, closing, before, (good, start, open, how, close, rest) => {
        const text = `${start}${open}${how(good.link)}${close} ${rest}`;
        expect({ text, key: read(text) }).toEqual({ text, key: good.key });
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes the first of several posts', () => {
    fc.assert(
      fc.property(goodLinks, goodLinks, space, (one, two, gap) => {
        expect(read(`${one.link}${gap}${two.link}`)).toBe(one.key);
      }),
    );
  });

  it('has a clear problem for every page that is no post', () => {
    const name = fc
      .stringMatching(/^[a-z]{3,10}$/)
      .filter((text) => !['reel', 'reels', 'share', 'video'].includes(text));
    const pages = fc
      .tuple(name, name)
      .chain(([one, two]) =>
        fc.constantFrom(
          `https://www.tiktok.com/@${one}`,
          `https://www.tiktok.com/tag/${one}`,
          `https://www.tiktok.com/music/${one}-${two}`,
          `https://www.instagram.com/${one}/`,
          `https://www.instagram.com/stories/${one}/3141592653589793238/`,
          `https://www.instagram.com/explore/tags/${two}/`,
          `https://www.youtube.com/@${one}/shorts`,
          `https://www.youtube.com/channel/UC${one}${two}`,
          `https://www.youtube.com/results?search_query=${one}`,
          `https://music.youtube.com/browse/${one}`,
        ),
      );
    fc.assert(
      fc.property(pages, before, closing, (page, start, close) => {
        expect(read(`${start}${page}${close}`)).toBe('url_not_a_post');
      }),
    );
  });

  it('reads a hostile text in time that grows with its length alone', () => {
    const texts = [
      'https://'.repeat(2_000),
      '<'.repeat(16_000),
      '&amp;'.repeat(3_000),
      'a.b/'.repeat(4_000),
      '%'.repeat(16_000),
      // Both grew twofold with each repetition once.
      `${'a.'.repeat(8_000)}@`,
      'https://l.instagram.com/?u='.repeat(75),
      'www.youtube.com%2F'.repeat(900),
      // Each grew threefold into full stops, and was looked through from each of them.
      `a.b/${'\u2026'.repeat(16_000)}x`,
    ];
    expect(cpuMsOf(() => texts.forEach(read))).toBeLessThan(1_000);
  });
});
