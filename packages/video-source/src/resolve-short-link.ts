import { type Clock, systemClock } from '@sets/clock';
import { type ContentRef, ProblemError } from '@sets/contract';
import type { OutboundFetch } from '@sets/service-kit';
import { canonicalise } from './canonicalise.ts';
import { startDeadline, toProblem } from './deadline.ts';
import { askTwice } from './second-ask.ts';

export interface ResolveShortLinkDeps {
  readonly fetch: OutboundFetch;
  /** Where `https://host/path` is asked for as `{base}/host/path` (local cloud). */
  readonly shortLinkBaseUrl?: string;
  /** For all hops together. Default 2000: submitting a link waits for it. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const MAX_HOPS = 4;
/** Two of a hundred answers are stragglers that take longer than all hops together may. */
const SECOND_ASK_MS = 600;
/** The platforms answer an unknown client with a page instead of a redirect. */
const HEADERS = { 'user-agent': 'Mozilla/5.0 (compatible)', accept: 'text/html,*/*;q=0.8' };

function addressOf(shortLink: string, base: string | undefined): string {
  const { hostname, pathname } = new URL(shortLink);
  return base === undefined ? shortLink : `${base.replace(/\/$/, '')}/${hostname}${pathname}`;
}

/** Where one hop leads; the target is read, never opened. */
async function readLocation(deps: ResolveShortLinkDeps, shortLink: string, signal: AbortSignal): Promise<string> {
  const response = await deps.fetch(addressOf(shortLink, deps.shortLinkBaseUrl), {
    headers: HEADERS,
    signal,
    maxRedirects: 0,
  });
  await response.body?.cancel();
  if (response.status === 404 || response.status === 410) {
    throw new ProblemError('content_not_found');
  }
  const location = response.headers.get('location');
  const target = location === null ? null : URL.parse(location, shortLink);
  if (response.status < 300 || response.status > 399 || target === null) {
    throw new Error(`status ${response.status} without a location`);
  }
  return target.href;
}

/**
 * Follows a short link that `canonicalise` could not read, until it names a post of a known platform.
 *
 * @throws ProblemError `short_link_unresolved` when nobody answers in time; `content_not_found`, `url_not_a_post` or
 * `unsupported_url` when the link is dead or leads elsewhere; `forbidden_address` from the guard
 */
export async function resolveShortLink(
  deps: ResolveShortLinkDeps,
  shortLink: string,
  signal?: AbortSignal,
): Promise<ContentRef> {
  const clock = deps.clock ?? systemClock;
  const deadline = startDeadline(clock, deps.timeoutMs ?? 2000, signal);
  try {
    let link = shortLink;
    for (let hop = 0; hop <= MAX_HOPS; hop += 1) {
      const reading = canonicalise(link);
      if ('problem' in reading) {
        throw new ProblemError(reading.problem);
      }
      if (!reading.ok) {
        const { shortLink } = reading.needsResolution;
        link = await askTwice((signal) => readLocation(deps, shortLink, signal), {
          clock,
          afterMs: SECOND_ASK_MS,
          signal: deadline.signal,
        });
      } else if (reading.ref.platform === 'direct') {
        throw new ProblemError('unsupported_url');
      } else {
        return reading.ref;
      }
    }
    throw new Error('too many redirects');
  } catch (error) {
    throw toProblem(error, 'short_link_unresolved', signal);
  } finally {
    deadline.clear();
  }
}
