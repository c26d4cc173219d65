import { hash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 12;
/** 32 letters of 62 are 190 bits. */
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;

/** What a secret scanner looks for; the checksum then tells a key from what only looks like one. */
const PATTERN = /^(sets_([0-9A-Za-z]{12})_[0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

export interface ApiKey {
  /** Names the key in lists, logs and the store; no secret. */
  readonly id: string;
  /** All of it, as its owner sends it. */
  readonly text: string;
}

const randomLetters = (count: number): string =>
  Array.from({ length: count }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');

/** CRC-32 in base 62, the most significant letter first. */
export function checksumOf(text: string): string {
  let rest = crc32(text);
  let letters = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    letters = LETTERS.charAt(rest % LETTERS.length) + letters;
    rest = Math.floor(rest / LETTERS.length);
  }
  return letters;
}

/** `sets_{id}_{secret}{checksum}`. */
export function newApiKey(): ApiKey {
  const id = randomLetters(ID_LENGTH);
  const text = `sets_${id}_${randomLetters(SECRET_LENGTH)}`;
  return { id, text: text + checksumOf(text) };
}

/** Null for what was never a key of ours: a slip, or a guess that costs nobody a read. */
export function parseApiKey(text: string): ApiKey | null {
  const [, body, id, checksum] = PATTERN.exec(text) ?? [];
  return body !== undefined && id !== undefined && checksumOf(body) === checksum ? { id, text } : null;
}

/** What is stored of a key: SHA-256 in hex. The secret is random, so nothing slower would make guessing harder. */
export const hashOfKey = ({ text }: ApiKey): string => hash('sha256', text);

const NO_HASH = '0'.repeat(64);

/** Compares in constant time, and as long for a key that nobody has (`null`) as for one with another secret. */
export function matchesHash(key: ApiKey, stored: string | null): boolean {
  const equal = timingSafeEqual(Buffer.from(hashOfKey(key), 'hex'), Buffer.from(stored ?? NO_HASH, 'hex'));
  return equal && stored !== null;
}
