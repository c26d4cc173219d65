import { describe, expect, it } from 'vitest';
import { outcomeOf as read } from '../test/outcome.ts';

const VIDEO = 'youtube:dQw4w9WgXcQ';
const REEL = 'instagram:DF5s0duxDts';
const TIKTOK = 'tiktok:7463250363559218474';
const SHORT = 'short https://vm.tiktok.com/ZM1aBcD2e/';
const T = '7463250363559218474';

describe('how a link is written', () => {
  it.each([
    // In capitals, except for what tells posts apart.
    [`HTTPS://WWW.TIKTOK.COM/@COACH/VIDEO/${T}`, TIKTOK],
    ['https://www.instagram.com/REEL/DF5s0duxDts/', REEL],
    ['https://www.youtube.com/Watch?V=dQw4w9WgXcQ', VIDEO],
    ['https://www.youtube.com/SHORTS/dQw4w9WgXcQ', VIDEO],
    ['https://www.tiktok.com/T/ZT1aBcD2e/', 'short https://www.tiktok.com/t/ZT1aBcD2e/'],
    // With the language of the page.
    [`https://www.tiktok.com/en/@coach/video/${T}`, TIKTOK],
    [`https://www.tiktok.com/zh-Hant-TW/@coach/photo/${T}`, TIKTOK],
    [`https://www.tiktok.com/pt-BR/embed/v2/${T}`, TIKTOK],
    // In full width.
    [`https：//www.tiktok.com/@coach/video/${T}`, TIKTOK],
    ['链接：ｈｔｔｐｓ：／／ｙｏｕｔｕ．ｂｅ／dQw4w9WgXcQ', VIDEO],
    ['https:⁄⁄youtu.be⁄dQw4w9WgXcQ', VIDEO],
    ['hxxps://youtu[.]be/dQw4w9WgXcQ', VIDEO],
    // Without a scheme, or with less or more than one.
    ['Link:youtube.com/shorts/dQw4w9WgXcQ', VIDEO],
    [`Видео:tiktok.com/@coach/video/${T}, класс`, TIKTOK],
    ['•youtu.be/dQw4w9WgXcQ', VIDEO],
    ['ttps://youtu.be/dQw4w9WgXcQ', VIDEO],
    ['https//youtu.be/dQw4w9WgXcQ', VIDEO],
    ['http://https//youtu.be/dQw4w9WgXcQ', VIDEO],
    // By code, mail and chats.
    [String.raw`{"url":"https:\/\/www.tiktok.com\/@coach\/video\/${T}","n":1}`, TIKTOK],
    ['{\\"url\\":\\"https:\\\\/\\\\/youtu.be\\\\/dQw4w9WgXcQ\\"}', VIDEO],
    [String.raw`"https://www.youtube.com/watch?feature=x\u0026v\u003ddQw4w9WgXcQ"`, VIDEO],
    [String.raw`https://www.tiktok.com/@some\_coach/video/${T}`, TIKTOK],
    [`https:\\\\www.tiktok.com\\@coach\\video\\${T}`, TIKTOK],
    ['<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ?rel=0" allowfullscreen></iframe>', VIDEO],
    ['https&colon;&sol;&sol;youtu.be/dQw4w9WgXcQ', VIDEO],
    ['_https://www.instagram.com/reel/DF5s0duxDts_', REEL],
    // Percent-encoded, in parts or more than once.
    ['https%253A%252F%252Fyoutu.be%252FdQw4w9WgXcQ', VIDEO],
    ['https%3A//youtu.be/dQw4w9WgXcQ', VIDEO],
    ['www.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ', VIDEO],
    ['https://www.youtube.com/watch%3Fv%3DdQw4w9WgXcQ', VIDEO],
    ['https://www.youtube.com/watch?v%3DdQw4w9WgXcQ', VIDEO],
    [`https://www.tiktok.com/%2540coach/video/${T}%20`, TIKTOK],
    ['https://www.instagram.com/p/DF5s0duxDts%E2%80%8B/', REEL],
    // With the sentence stuck to it.
    ['https://youtu.be/dQw4w9WgXcQ).And then rest', VIDEO],
    ['https://www.instagram.com/reel/DF5s0duxDts,wow', REEL],
    [`https://www.tiktok.com/@coach/video/${T}&lang=en`, TIKTOK],
    ['https://vm.tiktok.com/ZM1aBcD2e,please', SHORT],
    // By apps.
    [`intent://www.tiktok.com/@coach/video/${T}#Intent;scheme=https;end`, TIKTOK],
    ['vnd.youtube:dQw4w9WgXcQ', VIDEO],
    ['https://www.youtube.com/watch#v=dQw4w9WgXcQ', VIDEO],
    ['https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg', VIDEO],
    ['https://www.youtubeeducation.com/embed/dQw4w9WgXcQ', VIDEO],
    // The number behind the shortcode DF5s0duxDts.
    ['instagram://media?id=3565077699422862188', REEL],
    [`snssdk1233://aweme/detail/${T}?refer=web`, TIKTOK],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    [`https://www.google.com/amp/s/www.tiktok.com/@coach/video/${T}`, TIKTOK],
    ['https://www-youtube-com.cdn.ampproject.org/c/s/www.youtube.com/watch?v=dQw4w9WgXcQ', VIDEO],
    ['https://www-youtube-com.translate.goog/watch?v=dQw4w9WgXcQ&_x_tr_sl=en', VIDEO],
    ['https://urldefense.com/v3/__https://www.youtube.com/watch?v=dQw4w9WgXcQ__;!!AbC!xyz$', VIDEO],
    [
      'https://urldefense.proofpoint.com/v2/url?u=https-3A__www.youtube.com_watch-3Fv-3DdQw4w9WgXcQ&d=DwMFaQ&c=x',
      VIDEO,
    ],
    [
      `https://www.bing.com/ck/a?!&&p=1&u=a1${Buffer.from('https://youtu.be/dQw4w9WgXcQ').toString('base64url')}`,
      VIDEO,
    ],
    [
      'https://www.google.com/imgres?imgurl=https%3A%2F%2Fi.ytimg.com%2Fvi%2Fx.jpg&imgrefurl=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ',
      VIDEO,
    ],
    ['https://www.instagram.com/accounts/onetap/?next=%2Fp%2FDF5s0duxDts%2F', REEL],
    ['https://www.instagram.com/accounts/login/?next=%252Freel%252FDF5s0duxDts%252F', REEL],
    ['https://www.instagram.com/auth_platform/?apc=x&next=%2Freel%2FDF5s0duxDts%2F', REEL],
  ])('finds the post behind %s', (link, expected) => {
    expect(read(link)).toBe(expected);
  });

  it.each([
    [`https://coach:pw@www.tiktok.com/@a/video/${T}`, 'forbidden_address'],
    [`https://www.tiktok.com%2f@evil.example/@a/video/${T}`, 'forbidden_address'],
    [`https://evil.example#@www.tiktok.com/@a/video/${T}`, 'unsupported_url'],
    [`https://tiktоk.com/@a/video/${T}`, 'unsupported_url'],
    [`https://еtiktok.com/@a/video/${T}`, 'unsupported_url'],
    ['https://www.instagram.com/reels/effect/123/', 'url_not_a_post'],
    ['https://www.instagram.com/share/stories/coach/314', 'url_not_a_post'],
    ['https://www.tiktok.com/es/@coach', 'url_not_a_post'],
    ['https://www.youtube.com/source/dQw4w9WgXcQ/shorts', 'url_not_a_post'],
  ])('%s is refused', (link, problem) => {
    expect(read(link)).toBe(problem);
  });
});
