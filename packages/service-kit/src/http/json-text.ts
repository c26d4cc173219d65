import type { ByteString } from '../text/byte-string.ts';

/** JSON of a `T` that is written already: an answer that is made of it is not serialised again. */
export class JsonText<T> {
  /** Only the compiler reads it. */
  declare readonly of: T;
  readonly bytes: ByteString;

  constructor(bytes: ByteString) {
    this.bytes = bytes;
  }
}
