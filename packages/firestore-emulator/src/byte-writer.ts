/** Builds byte strings whose bytewise order is the order of what was written. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(64);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Zero bytes become 00 FF and 00 01 ends the string, so a prefix sorts before what extends it. */
  terminated(value: Uint8Array): void {
    let start = 0;
    for (let zero = value.indexOf(0); zero !== -1; zero = value.indexOf(0, start)) {
      this.bytes(value.subarray(start, zero + 1));
      this.byte(0xff);
      start = zero + 1;
    }
    this.bytes(value.subarray(start));
    this.byte(0x00);
    this.byte(0x01);
  }

  /** IEEE 754 with the sign folded in; -0 counts as 0. */
  double(value: number): void {
    const bits = Buffer.allocUnsafe(8);
    bits.writeDoubleBE(value === 0 ? 0 : value);
    const negative = ((bits[0] ?? 0) & 0x80) !== 0;
    for (let i = 0; i < 8; i++) {
      bits[i] = negative ? ~(bits[i] ?? 0) : (bits[i] ?? 0) ^ (i === 0 ? 0x80 : 0);
    }
    this.bytes(bits);
  }

  int64(value: bigint): void {
    const bits = Buffer.allocUnsafe(8);
    bits.writeBigUInt64BE(BigInt.asUintN(64, value + 0x8000000000000000n));
    this.bytes(bits);
  }

  uint16(value: number): void {
    this.byte(value >> 8);
    this.byte(value & 0xff);
  }

  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) {
      return;
    }
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + extra));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** The first byte string after every one that starts with `prefix`; null when there is none. */
export function afterPrefix(prefix: Uint8Array): Buffer | null {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) {
    end--;
  }
  if (end === 0) {
    return null;
  }
  const next = Buffer.from(prefix.subarray(0, end));
  next[end - 1] = (next[end - 1] ?? 0) + 1;
  return next;
}

export function invert(bytes: Uint8Array): Buffer {
  const inverted = Buffer.from(bytes);
  for (let i = 0; i < inverted.length; i++) {
    inverted[i] = ~(inverted[i] ?? 0);
  }
  return inverted;
}
