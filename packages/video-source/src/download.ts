import type { ByteBudget } from './byte-budget.ts';
import { inspectFile, statedDurationS } from './inspect-file.ts';
import { SNIFF_BYTES, type SniffedType, sniff } from './sniff.ts';
import type { Visit } from './untrusted/visit-host.ts';

export type Download =
  /** `durationS`: seconds, read from the whole file; null for images and where nothing in it tells. */
  | {
      readonly kind: 'complete';
      readonly type: SniffedType;
      readonly data: Buffer<ArrayBuffer>;
      readonly durationS: number | null;
    }
  /** More than the budget had left; `durationS` is what the head of the file said. */
  | { readonly kind: 'too_large'; readonly type: SniffedType; readonly durationS: number | null }
  /** Nothing that the model can read, or a file without media. */
  | { readonly kind: 'unsupported' }
  /** The link does not work (any more): CDN links are signed for hours. `gone` when the server knows of no such file. */
  | { readonly kind: 'dead'; readonly gone: boolean }
  /** May go better another time: the server failed, or its answer ended before the file did. */
  | { readonly kind: 'failed'; readonly cause: unknown };

/** `cut` holds the head of the body; its bytes are no longer counted. */
type Collected = {
  readonly kind: 'whole' | 'cut';
  readonly data: Buffer<ArrayBuffer>;
  readonly type: SniffedType | null;
};

const FIRST_ALLOCATION = 256 * 1024;

/** What a server says of the length sizes the first buffer and nothing else. */
function expectedBytes(headers: { get(name: string): string | null }, limit: number): number {
  const stated = headers.get('content-encoding') === null ? Number(headers.get('content-length')) : 0;
  return Number.isSafeInteger(stated) && stated > 0 ? Math.min(stated, limit) : Math.min(FIRST_ALLOCATION, limit);
}

/** Reads a body into one buffer, sniffing its type as soon as that can be told. */
async function collect(
  body: AsyncIterable<Uint8Array>,
  expected: number,
  { budget, received }: { readonly budget: ByteBudget; readonly received: (bytes: number) => void },
): Promise<Collected> {
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
      received(chunk.length);
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

/**
 * Downloads one link into one buffer, counted against `budget` as the bytes come in. Bytes of a download that is not
 * complete are given back. Rejects only with what `fetch` refuses (`forbidden_address`) or the abort reason.
 */
export async function download({ fetch, signal, received }: Visit, url: string, budget: ByteBudget): Promise<Download> {
  const response = await fetch(url, { signal, headers: { accept: 'video/*,image/*,audio/*' } });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const gone = response.status === 404 || response.status === 410;
    return gone || response.status === 401 || response.status === 403
      ? { kind: 'dead', gone }
      : { kind: 'failed', cause: new Error(`HTTP ${response.status}`) };
  }
  const { kind, data, type } = await collect(response.body, expectedBytes(response.headers, budget.limit), {
    budget,
    received,
  });
  if (kind === 'cut') {
    return type === null
      ? { kind: 'unsupported' }
      : { kind: 'too_large', type, durationS: statedDurationS(type, data) };
  }
  const got = await judge(data, type);
  if (got.kind !== 'complete') {
    budget.give(data.length);
  }
  return got;
}

async function judge(data: Buffer<ArrayBuffer>, type: SniffedType | null): Promise<Download> {
  if (data.length === 0) {
    return { kind: 'failed', cause: new Error('the answer was empty') };
  }
  if (type === null) {
    return { kind: 'unsupported' };
  }
  const file = await inspectFile(type, data);
  switch (file.state) {
    case 'whole':
      return { kind: 'complete', type: file.type, data, durationS: file.durationS };
    case 'cut_short':
      return { kind: 'failed', cause: new Error('the answer ended before the file did') };
    case 'no_media':
      return { kind: 'unsupported' };
  }
}
