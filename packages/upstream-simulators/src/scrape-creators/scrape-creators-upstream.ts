import type { Clock } from '@sets/clock';
import type { HostedPlatform } from '@sets/contract';
import { signLink } from '../cdn/signed-links.ts';
import type { Effect } from '../faults/fault.ts';
import type { FindPost, SimulatedPost } from '../posts/simulated-post.ts';
import { type Exchange, UpstreamError } from '../server/exchange.ts';
import type { JsonAnswer, PreparedCall, UpstreamBehaviour } from '../server/serve-call.ts';
import { instagramAnswer } from './instagram-answer.ts';
import { type JsonObject, loadTemplate, objectAt } from './recorded-template.ts';
import { type RenderOptions, tiktokAnswer } from './tiktok-answer.ts';
import { youtubeAnswer, youtubeTranscript } from './youtube-answer.ts';

export interface ScrapeCreatorsParts {
  readonly clock: Clock;
  readonly find: FindPost;
  readonly fixturesDir: string;
  /** The only key that is accepted; any non-empty one when null. */
  readonly apiKey: string | null;
}

type Lookup =
  | { readonly kind: 'post'; readonly platform: HostedPlatform; readonly contentId: string | null }
  | { readonly kind: 'transcript'; readonly platform: 'youtube'; readonly contentId: string | null }
  /** What is left on the account; asking costs nothing. */
  | { readonly kind: 'balance' };

const TIKTOK_ID = /\/(?:video|photo|v|embed\/v2)\/(\d{6,})/;
const INSTAGRAM_ID = /\/(?:p|reel|reels|tv)\/([\w-]+)/;
const YOUTUBE_ID = /(?:[?&]v=|\/shorts\/|youtu\.be\/)([\w-]{11})/;

/** What a request is about; null for an unknown path. */
export function parseLookup(path: string, query: URLSearchParams): Lookup | null {
  const url = query.get('url') ?? '';
  if (path === '/v2/tiktok/video') {
    return { kind: 'post', platform: 'tiktok', contentId: TIKTOK_ID.exec(url)?.[1] ?? null };
  }
  if (path === '/v1/instagram/post') {
    return { kind: 'post', platform: 'instagram', contentId: INSTAGRAM_ID.exec(url)?.[1] ?? null };
  }
  const youtubeId = YOUTUBE_ID.exec(url)?.[1] ?? null;
  if (path === '/v1/youtube/video') {
    return { kind: 'post', platform: 'youtube', contentId: youtubeId };
  }
  if (path === '/v1/youtube/video/transcript') {
    return { kind: 'transcript', platform: 'youtube', contentId: youtubeId };
  }
  return path === '/v1/account/credit-balance' ? { kind: 'balance' } : null;
}

const MESSAGES: Readonly<Record<number, { readonly error: string; readonly message: string }>> = {
  400: { error: 'bad_request', message: 'url is required' },
  401: { error: 'unauthorized', message: 'Invalid API key' },
  402: { error: 'payment_required', message: 'You are out of credits' },
  403: { error: 'forbidden', message: 'This video is age restricted' },
  404: {
    error: 'not_found',
    message: 'Shoot looks like the post is not found, or is private and needs to be accessed by a logged in account :(',
  },
  429: { error: 'rate_limited', message: 'Too many requests' },
  500: { error: 'internal_error', message: 'Something went wrong on our side' },
};

const CREDITS = 7043;
const HIDDEN: ReadonlySet<SimulatedPost['state']> = new Set(['gone', 'private', 'age_restricted']);

function problem(status: number, success = false): JsonObject {
  const known = MESSAGES[status] ?? { error: 'unknown', message: `Request failed with status code ${status}` };
  return { success, credits_remaining: CREDITS, credits_charged: 0, errorStatus: status, ...known };
}

/** A post that nobody is shown: told apart for YouTube only, as recorded. */
function refusal(post: SimulatedPost | null): JsonAnswer {
  if (post?.platform === 'youtube' && post.state !== 'gone') {
    const message = post.state === 'private' ? 'This video is private' : 'This video is age restricted';
    return { status: 403, body: { ...problem(403), message } };
  }
  return { status: 404, body: problem(404) };
}

export function createScrapeCreatorsUpstream({ clock, find, fixturesDir, apiKey }: ScrapeCreatorsParts) {
  const tiktokTemplate = loadTemplate(fixturesDir, 'tiktok-video.recorded.json');
  const instagramTemplate = loadTemplate(fixturesDir, 'instagram-post.recorded.json');

  const render = (post: SimulatedPost, options: RenderOptions): JsonObject => {
    switch (post.platform) {
      case 'tiktok':
        return tiktokAnswer(tiktokTemplate, post, options);
      case 'instagram':
        return instagramAnswer(instagramTemplate, post, options);
      case 'youtube':
        return youtubeAnswer(post);
    }
  };

  /** Odd but recorded: what the answer looks like on a bad day. */
  const bend = (body: JsonObject, effect: Effect | null): JsonAnswer => {
    switch (effect?.kind) {
      case 'not_found_success_true':
        return { status: 404, body: problem(404, true) };
      case 'trimmed_shape': {
        if (!('data' in body)) {
          return { status: 200, body };
        }
        const { data: _dropped, ...rest } = body;
        return { status: 200, body: { ...rest, ...objectAt(body, 'data') } };
      }
      case 'errors_beside_data':
        return {
          status: 200,
          body: {
            ...body,
            errors: [
              {
                message: 'execution error',
                severity: 'ERROR',
                code: 1675030,
                path: ['xdt_shortcode_media', 'coauthor_producers'],
              },
            ],
          },
        };
      default:
        return { status: 200, body };
    }
  };

  return (exchange: Exchange, lookup: Lookup): UpstreamBehaviour => ({
    call: {
      upstream: 'scrapecreators',
      location: null,
      model: null,
      content: lookup.kind === 'balance' ? null : lookup.contentId,
    },
    prepare(effect): PreparedCall {
      exchange.request.resume();
      const key = exchange.request.headers['x-api-key'];
      if (!key || (apiKey !== null && key !== apiKey)) {
        throw new UpstreamError(401, problem(401));
      }
      if (lookup.kind === 'balance') {
        return { kind: 'scraper', key: 'balance', answer: { status: 200, body: { creditCount: CREDITS } } };
      }
      if (lookup.contentId === null) {
        throw new UpstreamError(400, problem(400));
      }
      const post = find(lookup.platform, lookup.contentId);
      const link = (path: string) => signLink(`${exchange.baseUrl}/cdn${path}`, clock.now());
      const transcript = exchange.query.get('get_transcript') === 'true' && effect?.kind !== 'no_transcript';
      return {
        kind: 'scraper',
        key: `${lookup.platform}/${lookup.contentId}`,
        answer:
          post === null || HIDDEN.has(post.state)
            ? refusal(post)
            : lookup.kind === 'transcript'
              ? { status: 200, body: youtubeTranscript(post) }
              : bend(render(post, { link, transcript }), effect),
      };
    },
    error: (status) => problem(status),
    ownFailureStatus: 500,
  });
}
