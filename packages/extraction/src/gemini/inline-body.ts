/** Multiple of 3, so that each piece's base64 has no padding and the pieces join. 48 KiB become 64 KiB. */
const PIECE_BYTES = 48 * 1024;

/** Stands in the JSON where a medium's base64 belongs. Unforgeable: its id is random for each request. */
export const placeholderFor = (requestId: string, index: number): string => `inline:${requestId}:${index}`;

export interface StreamedBody {
  /** Exactly what `stream` will yield: real servers want a length for a request of this size. */
  readonly contentLength: number;
  /** A fresh pass over the same buffers each time, so a failed attempt can be sent again. */
  stream(): AsyncGenerator<Uint8Array>;
}

/**
 * A JSON body whose placeholders are replaced by the base64 of `media` on its way to the socket: no string of it is
 * ever built, and the socket's backpressure decides how much of it exists at once. The SDK's own way holds a 10 MB
 * video as Buffer, base64 string, JSON string and encoded bytes at the same time.
 */
export function createStreamedBody(json: string, requestId: string, media: readonly Uint8Array[]): StreamedBody {
  const texts: Buffer[] = [];
  let rest = json;
  for (let index = 0; index < media.length; index++) {
    const [before, after] = cut(rest, placeholderFor(requestId, index));
    texts.push(Buffer.from(before));
    rest = after;
  }
  texts.push(Buffer.from(rest));
  const textBytes = texts.reduce((sum, text) => sum + text.length, 0);
  const mediaBytes = media.reduce((sum, { length }) => sum + Math.ceil(length / 3) * 4, 0);
  return {
    contentLength: textBytes + mediaBytes,
    async *stream() {
      for (const [index, text] of texts.entries()) {
        yield text;
        const data = media[index];
        if (data !== undefined) {
          yield* encodePieces(data);
        }
      }
    },
  };
}

function* encodePieces(data: Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield Buffer.from(bytes.toString('base64', start, Math.min(start + PIECE_BYTES, bytes.length)), 'latin1');
  }
}

function cut(json: string, placeholder: string): [string, string] {
  const at = json.indexOf(placeholder);
  if (at === -1) {
    throw new Error('The SDK did not pass on the placeholder of an inline part.');
  }
  return [json.slice(0, at), json.slice(at + placeholder.length)];
}
