/** Time as the client needs it. Tests give one that they move themselves. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs `callback` once, after `ms`; what it returns cancels that. */
  schedule(callback: () => void, ms: number): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(callback, ms) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Uniform in [0, 1). */
export type Random = () => number;

/** From the platform's own source where it has one: keys of requests are drawn with it. */
export function systemRandom(): number {
  const { crypto } = globalThis as { readonly crypto?: Pick<Crypto, 'getRandomValues'> };
  const [drawn] = crypto?.getRandomValues(new Uint32Array(1)) ?? [];
  return drawn === undefined ? Math.random() : drawn / 4_294_967_296;
}

/** The part of `fetch` that the client uses; any implementation that has it will do. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** React Native has none. */
  readonly body?: { getReader(): PieceReader } | null;
  text(): Promise<string>;
}

export interface PieceReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
}

/** Whether text that is cut anywhere can be put together here: there may be no TextDecoder, or one that cannot. */
export function decodesInPieces(): boolean {
  try {
    const decoder = new TextDecoder();
    // Three bytes of one sign, in two pieces.
    const begun = decoder.decode(Uint8Array.of(0xe2, 0x82), { stream: true });
    return begun + decoder.decode(Uint8Array.of(0xac), { stream: true }) === '€';
  } catch {
    return false;
  }
}

/** The platform's, looked up at each call, so that what replaces it later counts. */
export const systemFetch: Fetch = async (url, init) => await globalThis.fetch(url, init);

/** Waits for `ms`. @throws the signal's reason as soon as it aborts. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortReason(signal));
      return;
    }
    const leave = (): void => {
      cancel();
      reject(abortReason(signal));
    };
    const cancel = clock.schedule(() => {
      signal?.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal?.addEventListener('abort', leave, { once: true });
  });
}

/** Some platforms know signals without reasons. */
export function abortReason(signal: AbortSignal | undefined): unknown {
  const reason: unknown = signal?.reason;
  return reason ?? Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
}
