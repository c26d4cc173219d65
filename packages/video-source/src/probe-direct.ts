import { type Clock, systemClock } from '@sets/clock';
import { type ContentRef, ProblemError } from '@sets/contract';
import type { OutboundFetch, OutboundResponse } from '@sets/service-kit';
import { startDeadline } from './deadline.ts';
import { directContentId } from './links/direct.ts';

export interface ProbeDirectDeps {
  readonly fetch: OutboundFetch;
  /** Default 2000: submitting a link waits for it. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

async function ask(fetch: OutboundFetch, url: string, signal: AbortSignal): Promise<OutboundResponse> {
  const head = await fetch(url, { method: 'HEAD', signal });
  if (head.status < 400 || head.status === 404 || head.status === 410) {
    return head;
  }
  // Signed links are often signed for GET alone.
  const get = await fetch(url, { headers: { range: 'bytes=0-0' }, signal });
  await get.body?.cancel();
  return get;
}

/**
 * Completes the key of a direct file: final URL + validator (ETag, else Last-Modified), so that a file replaced behind
 * the same link is a new post. Called where short links are resolved: once per submitted link, within `timeoutMs`, and
 * to be remembered like them. A server that is slow or says nothing leaves the ref as it was, keyed by its URL.
 *
 * @throws ProblemError `forbidden_address`, `content_not_found`
 */
export async function probeDirect(deps: ProbeDirectDeps, ref: ContentRef, signal?: AbortSignal): Promise<ContentRef> {
  const deadline = startDeadline(deps.clock ?? systemClock, deps.timeoutMs ?? 2000, signal);
  try {
    const response = await ask(deps.fetch, ref.canonical_url, deadline.signal);
    if (response.status === 404 || response.status === 410) {
      throw new ProblemError('content_not_found');
    }
    if (response.status >= 400) {
      return ref;
    }
    const validator = response.headers.get('etag')?.replace(/^W\//, '') ?? response.headers.get('last-modified');
    return { ...ref, content_id: directContentId(response.url, validator ?? undefined) };
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
