import { type Clock, sleep } from '@sets/clock';
import type { LatencyModel } from '../latency/latency-model.ts';
import type { SimulatedPost } from '../posts/simulated-post.ts';
import { type Exchange, UpstreamError } from '../server/exchange.ts';
import type { PreparedCall, UpstreamBehaviour } from '../server/serve-call.ts';
import { markedJpeg, syntheticVideoHead } from './marked-media.ts';
import type { MediaLibrary } from './media-library.ts';
import { isExpired } from './signed-links.ts';

export interface CdnParts {
  readonly clock: Clock;
  readonly latency: LatencyModel;
  readonly library: MediaLibrary;
  readonly findByMarker: (marker: string) => SimulatedPost | null;
}

/** Bytes that need not exist at once: a head, and zeros up to `size`. */
interface Asset {
  readonly head: Buffer;
  readonly size: number;
  readonly contentType: string;
  readonly etag: string;
}

interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const CHUNK_BYTES = 64 * 1024;
const ZEROS = Buffer.alloc(CHUNK_BYTES);
const MAX_SYNTHETIC_BYTES = 200_000_000;
const NOT_FOUND = 'AccessDenied';
const HTML = '<!doctype html><html><head><title>Login</title></head><body>Please log in</body></html>';

/** One range as browsers and downloaders send it; null when it cannot be satisfied. */
function parseRange(header: string | undefined, size: number): Span | null | 'whole' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) {
    return 'whole';
  }
  const [, from = '', to = ''] = match;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1);
  return start < end ? { start, end } : null;
}

function slice(asset: Asset, start: number, end: number): Buffer {
  if (start >= asset.head.length) {
    return ZEROS.subarray(0, end - start);
  }
  if (end <= asset.head.length) {
    return asset.head.subarray(start, end);
  }
  return Buffer.concat([asset.head.subarray(start), ZEROS.subarray(0, end - asset.head.length)]);
}

export function createCdnUpstream({ clock, latency, library, findByMarker }: CdnParts) {
  const assetAt = (path: string): Asset | null => {
    const [, kind, first = '', second = ''] = path.split('/');
    if (kind === 'media') {
      const file = library.get(first);
      if (file === null) {
        return null;
      }
      return {
        head: file.bytes,
        size: file.bytes.length,
        contentType: file.contentType,
        etag: `"${file.sha256.slice(0, 32)}"`,
      };
    }
    const post = kind === 'synthetic' ? findByMarker(first) : null;
    if (post === null) {
      return null;
    }
    const video = /^(\d{1,9})\.mp4$/.exec(second);
    if (video !== null) {
      const size = Math.min(MAX_SYNTHETIC_BYTES, Number(video[1]));
      const head = syntheticVideoHead(first, size, post.durationS ?? 30);
      return { head, size: Math.max(size, head.length), contentType: 'video/mp4', etag: `"${first}-${size}"` };
    }
    const photo = library.get(second);
    if (photo === null) {
      return null;
    }
    const head = markedJpeg(photo.bytes, first);
    return { head, size: head.length, contentType: photo.contentType, etag: `"${first}-${second}"` };
  };

  const send = async ({ request, response, gone, method }: Exchange, asset: Asset): Promise<void> => {
    if (request.headers['if-none-match'] === asset.etag) {
      response.writeHead(304, { etag: asset.etag });
      response.end();
      return;
    }
    const range = parseRange(request.headers.range, asset.size);
    if (range === null) {
      response.writeHead(416, { 'content-range': `bytes */${asset.size}` });
      response.end();
      return;
    }
    const { start, end } = range === 'whole' ? { start: 0, end: asset.size } : range;
    response.writeHead(range === 'whole' ? 200 : 206, {
      'content-type': asset.contentType,
      'content-length': end - start,
      'accept-ranges': 'bytes',
      etag: asset.etag,
      'cache-control': 'max-age=86400',
      ...(range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${asset.size}` }),
    });
    if (method === 'HEAD') {
      response.end();
      return;
    }
    const beganMs = clock.monotonic();
    for (let at = start; at < end && !gone.aborted; at += CHUNK_BYTES) {
      const until = Math.min(end, at + CHUNK_BYTES);
      if (!response.write(slice(asset, at, until))) {
        await drained(response, gone);
      }
      // Throttled by the schedule, not by a pause per chunk, so that late timers do not add up.
      await sleep(clock, (until - start) / latency.cdnBytesPerMs - (clock.monotonic() - beganMs), gone);
    }
    response.end();
  };

  return (exchange: Exchange): UpstreamBehaviour => ({
    call: { upstream: 'cdn', location: null, model: null, content: exchange.path },
    prepare(effect): PreparedCall {
      exchange.request.resume();
      if (effect?.kind === 'expired' || isExpired(exchange.query, clock.now())) {
        throw new UpstreamError(403, NOT_FOUND);
      }
      const asset = assetAt(exchange.path);
      if (asset === null) {
        throw new UpstreamError(404, NOT_FOUND);
      }
      const wrong = effect?.kind === 'wrong_type';
      return {
        kind: 'cdn_first_byte',
        key: exchange.path,
        answer: {
          sample: slice(asset, 0, Math.min(asset.size, CHUNK_BYTES)),
          contentType: asset.contentType,
          write: async () => {
            if (!wrong) {
              await send(exchange, asset);
              return;
            }
            exchange.response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
            exchange.response.end(HTML);
          },
        },
      };
    },
    error: () => NOT_FOUND,
    ownFailureStatus: 503,
  });
}

const drained = (response: Exchange['response'], gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      response.off('drain', finish);
      gone.removeEventListener('abort', finish);
      resolve();
    };
    response.once('drain', finish);
    gone.addEventListener('abort', finish, { once: true });
  });
