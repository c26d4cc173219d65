import { randomBytes, randomFillSync } from 'node:crypto';

/** So many random bytes, in hex. */
export type HexSource = (bytes: number) => string;

export const randomHex: HexSource = (bytes) => randomBytes(bytes).toString('hex');

const POOL_BYTES = 8_192;

/** Draws its randomness some hundred ids at a time: one call for each would cost more than all else about an id. */
export function createHexSource(): HexSource {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  return (bytes) => {
    if (used + bytes > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    return pool.toString('hex', used - bytes, used);
  };
}
