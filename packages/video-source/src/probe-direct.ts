import { type Clock, systemClock } from '@sets/clock';
import { type ContentRef, ProblemError } from '@sets/contract';
import type { OutboundFetch, OutboundInit, OutboundResponse } from '@sets/service-kit';
import { readSharedText } from './canonicalise.ts';
import { startDeadline, toProblem } from './deadline.ts';
import { directContentId } from './links/direct.ts';
import { refOf } from './links/reading.ts';
import { type ResolveShortLinkDeps, resolveShortLink } from './resolve-short-link.ts';
import { askTwice } from './second-ask.ts';

export type ProbeDirectDeps = Omit<ResolveShortLinkDeps, 'shortLinkBaseUrl'>;

const TIMEOUT_MS = 2_000;
const MAX_HOPS = 4;
/** Of silence at HEAD, after which GET is asked beside it. */
const HEAD_PATIENCE_MS = 700;
/** Types under which files are served; whether the bytes are a video is seen when they come. */
const VIDEO_TYPE = /^(?:video\/|(?:application|binary)\/(?:mp4|octet-stream|(?:x-|force-)?download)\b)/i;
const VIDEO_NAME = /\bfilename\*?=[^;]*\.(?:mp4|m4v|mov|webm|3gp)\b/i;

const isVideo = ({ headers }: OutboundResponse): boolean =>
  VIDEO_TYPE.test(headers.get('content-type') ?? '') || VIDEO_NAME.test(headers.get('content-disposition') ?? '');

interface Asking {
  readonly fetch: OutboundFetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One byte, by GET. */
async function askGet({ fetch }: Asking, url: string, init: OutboundInit): Promise<OutboundResponse> {
  const get = await fetch(url, { ...init, headers: { range: 'bytes=0-0' } });
  await get.body?.cancel();
  return get;
}

/**
 * Signed links are often signed for GET alone, and some servers know no HEAD and say so with any status, hang up or
 * stay silent.
 */
function ask(asking: Asking, url: string, init: OutboundInit = {}): Promise<OutboundResponse> {
  let isHead = true;
  const once = async (signal: AbortSignal): Promise<OutboundResponse> => {
    const options = { ...init, signal };
    if (isHead) {
      isHead = false;
      const head = await settled(asking.fetch(url, { ...options, method: 'HEAD' }), signal);
      if (head !== null && head.status < 400) {
        return head;
      }
    }
    return askGet(asking, url, options);
  };
  return askTwice(once, { clock: asking.clock, afterMs: HEAD_PATIENCE_MS, signal: asking.signal });
}

/** Null where the server has failed; refusals of the guard and aborts stay what they are. */
async function settled(asked: Promise<OutboundResponse>, signal: AbortSignal): Promise<OutboundResponse | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProblemError || signal.aborted) {
      throw error;
    }
    return null;
  }
}

/** @throws ProblemError `content_not_found`, `content_private` */
function refuseMissing({ status }: OutboundResponse): void {
  if (status === 404 || status === 410) {
    throw new ProblemError('content_not_found');
  }
  if (status === 401) {
    throw new ProblemError('content_private');
  }
}

function keyOf(response: OutboundResponse): string {
  const validator = response.headers.get('etag')?.replace(/^W\//, '') ?? response.headers.get('last-modified');
  return directContentId(response.url, validator ?? undefined);
}

/**
 * Completes the key of a direct file: final URL + validator (ETag, else Last-Modified), so that a file replaced behind
 * the same link is a new post. Called where short links are resolved: once per submitted link, within `timeoutMs`, and
 * to be remembered like them. A server that is slow or says nothing leaves the ref as it was, keyed by its URL.
 *
 * @throws ProblemError `forbidden_address`, `content_not_found`, `content_private`
 */
export async function probeDirect(deps: ProbeDirectDeps, ref: ContentRef, signal?: AbortSignal): Promise<ContentRef> {
  const clock = deps.clock ?? systemClock;
  const deadline = startDeadline(clock, deps.timeoutMs ?? TIMEOUT_MS, signal);
  try {
    const response = await ask({ fetch: deps.fetch, clock, signal: deadline.signal }, ref.canonical_url);
    refuseMissing(response);
    return response.status >= 400 ? ref : { ...ref, content_id: keyOf(response) };
  } catch (error) {
    if (error instanceof ProblemError) {
      throw error;
    }
    signal?.throwIfAborted();
    return ref;
  } finally {
    deadline.clear();
  }
}

/** One hop from a page: the post or file it is or leads to, or the next page. */
async function hop(deps: ResolveShortLinkDeps, page: string, signal: AbortSignal): Promise<ContentRef | string> {
  const asking = { fetch: deps.fetch, clock: deps.clock ?? systemClock, signal };
  const response = await ask(asking, page, { maxRedirects: 0 });
  refuseMissing(response);
  const location = response.headers.get('location');
  if (response.status >= 300 && response.status < 400 && location !== null) {
    const next = readSharedText(URL.parse(location, page)?.href ?? location);
    if (next.reading.ok) {
      return next.reading.ref.platform === 'direct' ? probeDirect(deps, next.reading.ref, signal) : next.reading.ref;
    }
    if ('needsResolution' in next.reading) {
      return resolveShortLink(deps, next.reading.needsResolution.shortLink, signal);
    }
    if (next.page === null) {
      throw new ProblemError(next.reading.problem);
    }
    return next.page;
  }
  if (response.status >= 400) {
    throw new Error(`status ${response.status}`);
  }
  if (!isVideo(response)) {
    throw new ProblemError('unsupported_url');
  }
  return refOf('direct', keyOf(response), page);
}

/**
 * Asks what stands behind a link that names neither a post nor a kind of file: a video by its content type, or a
 * redirect to a post, which is read and not opened. For the `page` of `readSharedText`, within `timeoutMs`.
 *
 * @throws ProblemError `unsupported_url`, `url_not_a_post`, `content_not_found`, `content_private`,
 * `forbidden_address`, `short_link_unresolved`; `unsupported_url` also when nobody answers in time
 */
export async function probePage(deps: ResolveShortLinkDeps, page: string, signal?: AbortSignal): Promise<ContentRef> {
  const deadline = startDeadline(deps.clock ?? systemClock, deps.timeoutMs ?? TIMEOUT_MS, signal);
  try {
    let at: ContentRef | string = page;
    for (let hops = 0; hops <= MAX_HOPS && typeof at === 'string'; hops += 1) {
      at = await hop(deps, at, deadline.signal);
    }
    if (typeof at === 'string') {
      throw new Error('too many redirects');
    }
    return at;
  } catch (error) {
    // Nobody said that there is a video; nothing is remembered of it, so the same link may be tried again.
    throw toProblem(error, 'unsupported_url', signal);
  } finally {
    deadline.clear();
  }
}
