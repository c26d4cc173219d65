import { seededRandom } from '@sets/clock';
import { canonicalLink, markerOfShortCode, shareParameters } from '../posts/share-links.ts';
import type { SimulatedPost } from '../posts/simulated-post.ts';
import { type Exchange, UpstreamError } from '../server/exchange.ts';
import type { PreparedCall, UpstreamBehaviour } from '../server/serve-call.ts';

/** `/short/:host/…`: what the host's redirect would say, without going there. */
export const createShortLinksUpstream =
  (findByMarker: (marker: string) => SimulatedPost | null) =>
  (exchange: Exchange): UpstreamBehaviour => ({
    call: { upstream: 'short', location: null, model: null, content: exchange.path },
    prepare(): PreparedCall {
      exchange.request.resume();
      const code = exchange.path.split('/').filter(Boolean).at(-1) ?? '';
      const marker = markerOfShortCode(code);
      const post = marker === null ? null : findByMarker(marker);
      if (post === null) {
        throw new UpstreamError(404, 'Not Found');
      }
      const location = `${canonicalLink(post)}?${shareParameters(post, seededRandom(code))}`;
      const page = `<a href="${location.replaceAll('&', '&amp;')}">Moved</a>.\n`;
      return {
        kind: 'short_link_redirect',
        key: code,
        answer: {
          sample: Buffer.from(page),
          contentType: 'text/html; charset=utf-8',
          write() {
            exchange.response.writeHead(302, { location, 'content-type': 'text/html; charset=utf-8' });
            exchange.response.end(page);
          },
        },
      };
    },
    error: (status) => `Error ${status}`,
    ownFailureStatus: 503,
  });
