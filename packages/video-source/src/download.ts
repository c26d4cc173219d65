import type { OutboundFetch } from '@sets/service-kit';
import type { ByteBudget } from './byte-budget.ts';
import { type ContainerInfo, readMp4, readWebm } from './containers.ts';
import { SNIFF_BYTES, type SniffedType, sniff } from './sniff.ts';

export type Download =
  | {
      readonly kind: 'complete';
      readonly type: SniffedType;
      readonly data: Buffer;
      readonly info: ContainerInfo | null;
    }
  /** More than the budget had left; `info` is what the head of the file said. */
  | { readonly kind: 'too_large'; readonly type: SniffedType; readonly info: ContainerInfo | null }
  /** Not a video or image that the model can read, or one without its media. */
  | { readonly kind: 'unsupported' }
  /** The link does not work (any more): CDN links are signed for hours. `gone` when the server knows of no such file. */
  | { readonly kind: 'dead'; readonly gone: boolean }
  | { readonly kind: 'failed'; readonly cause: unknown };

/** `cut` holds the head of the body; its bytes are no longer counted. */
type Collected = { readonly kind: 'whole' | 'cut'; readonly data: Buffer; readonly type: SniffedType | null };

const FIRST_ALLOCATION = 256 * 1024;

/** What a server says of the length sizes the first buffer and nothing else. */
function expectedBytes(headers: { get(name: string): string | null }, limit: number): number {
  const stated = headers.get('content-encoding') === null ? Number(headers.get('content-length')) : 0;
  return Number.isSafeInteger(stated) && stated > 0 ? Math.min(stated, limit) : Math.min(FIRST_ALLOCATION, limit);
}

/** Reads a body into one buffer, sniffing its type as soon as that can be told. */
async function collect(body: AsyncIterable<Uint8Array>, expected: number, budget: ByteBudget): Promise<Collected> {
  // Slow buffers own their memory: a pooled one would keep its neighbours alive.
  let buffer = Buffer.allocUnsafeSlow(expected);
  let length = 0;
  let type: SniffedType | null | undefined;
  const grow = (needed: number): void => {
    const larger = Buffer.allocUnsafeSlow(Math.min(budget.limit, Math.max(needed, buffer.length * 2)));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  };
  let whole = false;
  try {
    for await (const chunk of body) {
      if (!budget.take(chunk.length)) {
        const head = buffer.subarray(0, length);
        const data = length < SNIFF_BYTES ? Buffer.concat([head, chunk]) : head;
        return { kind: 'cut', data, type: type ?? (await sniff(data)) };
      }
      if (length + chunk.length > buffer.length) {
        grow(length + chunk.length);
      }
      buffer.set(chunk, length);
      length += chunk.length;
      if (type === undefined && length >= SNIFF_BYTES) {
        type = await sniff(buffer.subarray(0, SNIFF_BYTES));
        if (type === null) {
          return { kind: 'cut', data: buffer.subarray(0, length), type };
        }
      }
    }
    whole = true;
  } finally {
    if (!whole) {
      budget.give(length);
    }
  }
  type ??= await sniff(buffer.subarray(0, length));
  // A tail of unused memory would be held as long as the job lasts.
  if (buffer.length - length <= length / 8) {
    return { kind: 'whole', data: buffer.subarray(0, length), type };
  }
  const data = Buffer.allocUnsafeSlow(length);
  buffer.copy(data, 0, 0, length);
  return { kind: 'whole', data, type };
}

function inspect(type: SniffedType, data: Uint8Array): ContainerInfo | null {
  switch (type.container) {
    case 'mp4':
      return readMp4(data);
    case 'webm':
      return readWebm(data);
    default:
      return null;
  }
}

/**
 * Downloads one link into one buffer, counted against `budget` as the bytes come in. Bytes of a download that is not
 * complete are given back. Rejects only with what `fetch` refuses (`forbidden_address`) or the abort reason.
 */
export async function download(
  fetch: OutboundFetch,
  url: string,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<Download> {
  const response = await fetch(url, { signal, headers: { accept: 'video/*,image/*' } });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const gone = response.status === 404 || response.status === 410;
    return gone || response.status === 403
      ? { kind: 'dead', gone }
      : { kind: 'failed', cause: new Error(`HTTP ${response.status}`) };
  }
  const { kind, data, type } = await collect(response.body, expectedBytes(response.headers, budget.limit), budget);
  const info = type === null ? null : inspect(type, data);
  if (type !== null && kind === 'whole' && data.length > 0 && (info?.complete ?? true)) {
    return { kind: 'complete', type, data, info };
  }
  if (kind === 'whole') {
    budget.give(data.length);
  }
  return type !== null && kind === 'cut' ? { kind: 'too_large', type, info } : { kind: 'unsupported' };
}
