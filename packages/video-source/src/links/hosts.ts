import type { HostedPlatform } from '@sets/contract';

/**
 * Which hosts are a platform's, as data. Every subdomain of a domain below is the platform's too (`www`, `m`, `lite`,
 * `us`, `music`, …): the path tells a post from a page. Sources, read in November 2026: the patterns of yt-dlp
 * (Unlicense), gallery-dl and cobalt for these platforms, the links people posted that are recorded in
 * `fixtures/links.jsonl`, and the share sheets of the apps.
 */
export const PLATFORM_DOMAINS: Readonly<Record<HostedPlatform, readonly string[]>> = {
  // tiktokv.com and tiktokv.us stand in data exports and old share links. The last four mirror TikTok's paths for
  // previews in chats: only the post's id is read, they are never called.
  tiktok: ['tiktok.com', 'tiktokv.com', 'tiktokv.us', 'vxtiktok.com', 'tnktok.com', 'tfxktok.com', 'tiktxk.com'],
  // instagr.am is Instagram's own; the others mirror its paths for previews.
  instagram: [
    'instagram.com',
    'instagr.am',
    'ddinstagram.com',
    'kkinstagram.com',
    'vxinstagram.com',
    'eeinstagram.com',
    'instagramez.com',
  ],
  // youtube-nocookie.com, youtubeeducation.com and youtube.googleapis.com serve players, ytimg.com the covers under the
  // video's id, y2u.be and youtu.be short forms that name the video.
  youtube: [
    'youtube.com',
    'youtube-nocookie.com',
    'youtubekids.com',
    'youtubeeducation.com',
    'ytimg.com',
    'youtube.googleapis.com',
    'youtu.be',
    'y2u.be',
    'yout-ube.com',
    'koutube.com',
  ],
};

/** Hosts of the platforms that hold no posts at all, whatever their paths look like. */
export const PAGES_ONLY: readonly string[] = [
  'help.instagram.com',
  'about.instagram.com',
  'business.instagram.com',
  'newsroom.tiktok.com',
  'ads.tiktok.com',
  'seller.tiktok.com',
  'shop.tiktok.com',
  'support.tiktok.com',
  'studio.youtube.com',
  'tv.youtube.com',
];

/** Where TikTok's short codes are served; `/t/{code}` works on every other host of it. */
export const TIKTOK_SHORT_HOSTS: readonly string[] = ['vm.tiktok.com', 'vt.tiktok.com'];

/** How the platforms' apps name a post to each other; `form` finds its id. */
export const APP_LINKS: readonly { readonly form: RegExp; readonly link: (id: string) => string }[] = [
  {
    form: /^(?:vnd\.youtube|youtube):(?:\/\/)?(?:watch\?v=)?([\w-]{11})(?![\w.-])/i,
    link: (id) => `https://www.youtube.com/watch?v=${id}`,
  },
  {
    form: /^(?:snssdk\d+|musically|tiktok):\/\/aweme\/detail\/(\d+)/i,
    link: (id) => `https://www.tiktok.com/@_/video/${id}`,
  },
  {
    form: /^instagram:\/\/media\?id=(\d{12,20})(?!\d)/i,
    link: (id) => `https://www.instagram.com/p/${shortcodeOf(BigInt(id))}/`,
  },
];

const SHORTCODE_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Instagram's shortcode is the number of the post in base 64. */
const shortcodeOf = (id: bigint): string =>
  (id >= 64n ? shortcodeOf(id / 64n) : '') + SHORTCODE_DIGITS.charAt(Number(id % 64n));

/** A page that carries the link it leads to in its query. */
export interface Wrapper {
  readonly host: RegExp;
  /** Of the path; absent: any. */
  readonly path?: RegExp;
  /** Parameters that may hold the link, the likeliest first. */
  readonly parameters: readonly string[];
  /** Of the parameter, where it is written in another way than percent-encoding. */
  readonly decode?: (value: string) => string;
}

/** A page that carries the link it leads to in its own address. */
export interface Mirror {
  readonly host: RegExp;
  readonly target: (url: URL) => string | undefined;
}

const host = (...domains: readonly string[]): RegExp =>
  new RegExp(`(?:^|\\.)(?:${domains.map((domain) => domain.replaceAll('.', '\\.')).join('|')})$`);

/**
 * Consent pages, logins, players' documents and redirects that people copy in place of the post. Sources as above, and
 * each service's own pages.
 */
export const WRAPPERS: readonly Wrapper[] = [
  // Before a page: consent and sign-in.
  { host: host('consent.youtube.com', 'consent.google.com'), parameters: ['continue'] },
  { host: host('accounts.google.com', 'accounts.youtube.com'), parameters: ['continue', 'next'] },
  { host: host('youtube.com'), path: /^\/(?:signin|verify_age|das_captcha)\b/, parameters: ['next', 'next_url'] },
  { host: host('youtube.com'), path: /^\/supported_browsers\b/, parameters: ['next_url'] },
  {
    host: host('instagram.com'),
    path: /^\/(?:accounts|auth_platform|challenge|consent|privacy)\b/,
    parameters: ['next'],
  },
  { host: host('tiktok.com'), path: /^\/(?:login|signup)\b/, parameters: ['redirect_url', 'redirect_uri'] },
  { host: /(?:^|\.)google\.[a-z]{2,3}(?:\.[a-z]{2})?$/, path: /^\/sorry\b/, parameters: ['continue'] },
  // Out of a platform.
  { host: host('youtube.com'), path: /^\/redirect\b/, parameters: ['q'] },
  { host: host('youtube.com'), path: /^\/attribution_link\b/, parameters: ['u'] },
  { host: host('l.instagram.com'), parameters: ['u'] },
  { host: host('instagram.com'), path: /^\/linkshim\b/, parameters: ['u'] },
  { host: host('tiktok.com'), path: /^\/link\//, parameters: ['target'] },
  { host: host('onelink.me'), parameters: ['af_web_dp', 'af_r', 'af_dp', 'deep_link_value'] },
  // Descriptions of an embedded post.
  { host: host('youtube.com', 'tiktok.com', 'instagram.com'), path: /\/oembed\b/, parameters: ['url'] },
  { host: host('graph.facebook.com'), path: /\/(?:instagram_)?oembed/, parameters: ['url'] },
  // Other sites' ways out.
  { host: /(?:^|\.)google\.[a-z]{2,3}(?:\.[a-z]{2})?$/, path: /^\/url\b/, parameters: ['q', 'url'] },
  { host: host('facebook.com'), path: /^\/(?:l\.php|flx\/warn|sharer)/, parameters: ['u'] },
  { host: host('l.messenger.com', 'l.threads.com', 'l.threads.net', 'l.wl.co'), parameters: ['u'] },
  { host: host('out.reddit.com', 'slack-redir.net'), parameters: ['url'] },
  { host: host('safelinks.protection.outlook.com', 'statics.teams.cdn.office.net'), parameters: ['url'] },
  { host: host('linkedin.com'), path: /^\/(?:redir|safety)\//, parameters: ['url'] },
  { host: host('t.umblr.com'), parameters: ['z'] },
  { host: host('vk.com', 'vk.ru'), path: /^\/away\.php/, parameters: ['to'] },
  { host: host('duckduckgo.com'), path: /^\/l\//, parameters: ['uddg'] },
  { host: host('steamcommunity.com'), path: /^\/linkfilter/, parameters: ['u', 'url'] },
  { host: host('link.zhihu.com'), parameters: ['target'] },
  { host: host('exit.sc', 'href.li'), parameters: ['url'] },
  // Mail and chat apps that open links through a page of theirs.
  {
    host: host('urldefense.proofpoint.com'),
    path: /^\/v2\//,
    parameters: ['u'],
    decode: (value) => value.replaceAll('-', '%').replaceAll('_', '/'),
  },
  {
    host: host('bing.com'),
    path: /^\/ck\//,
    parameters: ['u'],
    // Two characters say how the rest is written.
    decode: (value) => Buffer.from(value.slice(2), 'base64url').toString(),
  },
  { host: host('wa.me', 'api.whatsapp.com'), parameters: ['text'] },
  { host: host('t.me', 'telegram.me'), path: /^\/share\b/, parameters: ['url'] },
];

export const MIRRORS: readonly Mirror[] = [
  // Google Translate: the dots of a host are dashes, its dashes two of them.
  {
    host: host('translate.goog'),
    target: ({ hostname, pathname, search }) => {
      const name = hostname.replace(/\.translate\.goog$/, '').replace(/--?/g, (dashes) => (dashes === '-' ? '.' : '-'));
      return `https://${name}${pathname}${search}`;
    },
  },
  // Proofpoint's third form: "/v3/__https://…__;!!…".
  { host: host('urldefense.com'), target: ({ href }) => /\/v3\/__(.+?)__;/.exec(href)?.[1] },
];

/** Whether `name` is one of `domains` or below one. */
export const isBelow = (name: string, domains: readonly string[]): boolean =>
  domains.some((domain) => name === domain || name.endsWith(`.${domain}`));
